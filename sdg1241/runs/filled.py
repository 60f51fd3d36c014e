"""What a file that stands in the place of an output holds, so that a refusal can name it."""

from pathlib import Path

from ..errors import Sdg1241Error
from ..submissions import read_register
from ..submissions.sources import Source
from ..submissions.template import is_code

READ = (".xlsx", ".csv")


def what_it_holds(path: Path) -> str:
    """` and is a filled template (12 cells)`, or blank text where it is nothing of that kind."""
    if path.suffix.lower() not in READ:
        return ""
    try:
        sources = read_register(path).sources
        counts = [(_rows(s), any(is_code(name) for name in s.header)) for s in sources]
    except Sdg1241Error:
        return ""
    cells = sum(count for count, is_template in counts if is_template)
    if cells:
        return f" and is a filled template ({cells} cell{'s' if cells > 1 else ''})"
    rows = sum(count for count, _ in counts)
    return f" and is a register ({rows} row{'s' if rows > 1 else ''})" if rows else ""


def _rows(source: Source) -> int:
    return sum(piece.row.len() + len(piece.broken) for piece in source.pieces((), None))
