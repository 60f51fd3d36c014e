"""Read one cell of a table of Party status: a day, and the mark that says what happened on it."""

import re
from dataclasses import dataclass
from datetime import date

from ..characters import trimmed
from ..submissions.cell import Reading
from ..submissions.dates import Order
from .moments import read_moment
from .status_words import StatusWords

DAY = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[T ][0-9:.]+Z?)?"  # ISO
    r"|[0-9]{1,2}(?:st|nd|rd|th|er)?[\s.-]+[^\W\d_]{3,}\.?,?[\s-]+[0-9]{4}"  # 12 May 2004
    r"|[^\W\d_]{3,}\.?\s+[0-9]{1,2},?\s+[0-9]{4}"  # May 12, 2004
    r"|[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{4}"  # 12/05/2004, where only one reading is a day
)
AROUND = " \t\r\n()[],;:.*-/\u2013\u00a0"
NUMBER_BEHIND = re.compile(r"\s*[0-9]{1,2}$")


@dataclass(frozen=True)
class Dated:
    """A cell that was read: the day, null where the cell is blank, and what its mark stands for."""

    day: date | None = None
    mark: str | None = None


def read_dated(text: str, say: StatusWords, order: Order | None = None) -> Dated | Reading:
    """A cell such as `12 May 2004 a`, `2004-05-12`, `Accession: 12/05/2004` or `-`.

    `order` says what comes first where day and month can be taken for each other.

    Returns:
        What it says; or a Reading with the code of a finding and what its templates use.
    """
    cell = " ".join(trimmed(text).split())
    if cell.lower() in ("", *say.texts("blank")):
        return Dated()
    found = list(DAY.finditer(cell))
    if len(found) > 1:
        return Reading(code="status-two-days")
    written = found[0][0] if found else cell
    rest = cell.replace(written, " ", 1) if found else ""
    mark = _mark(rest, say)
    if rest.strip(AROUND) and mark is None:
        return Reading(code="status-unclear", details={"what": rest.strip(AROUND)})
    reading = read_moment(written, order)
    if reading.value is None:
        return reading if reading.code else Reading(code="bad-date")
    return Dated(date.fromisoformat(reading.value), mark)


def _mark(rest: str, say: StatusWords) -> str | None:
    """What stands beside a day stands for; the number of a footnote behind it is none of it."""
    left = NUMBER_BEHIND.sub("", rest.strip(AROUND)).strip(AROUND)
    return say.marks.get(left) or say.marks.get(left.capitalize() if len(left) > 2 else left)
