"""Find the tables of Party status in a file (CSV, Excel), and the cells of each row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from ..errors import InputError
from ..rules import Rules
from ..submissions.findings import no_findings
from ..tables import Sheet, Table, open_file, plain_name
from .shape import shape_findings
from .status_words import StatusWords, named_conventions

DATES = ("deposited", "entry_into_force")  # one of them makes a table one of status
LONGEST_TITLE = 100
HINT = "Give the status table of a convention as its depositary or secretariat publishes it."
Cells = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class StatusRow:
    """One row of a table of Party status.

    Attributes:
        convention: key of the one that the whole table is of; None where a column says it.
        cells: the filled cells of each column, with the heading above them.
    """

    file: str
    sheet: str | None
    row: int
    convention: str | None
    cells: Cells

    def first(self, column: str) -> tuple[str, str]:
        """Heading and text of a column; blank where it is not filled."""
        return next(iter(self.cells.get(column, [])), ("", ""))


@dataclass(frozen=True)
class StatusRows:
    """The rows of a file; the number of those that are `broken` (`findings` has them) or of
    `other_treaties`."""

    rows: list[StatusRow]
    findings: pl.DataFrame = field(default_factory=no_findings)
    broken: int = 0
    other_treaties: int = 0


def read_status(
    path: Path, rules: Rules, say: StatusWords, convention: str | None = None
) -> StatusRows:
    """The rows of every table of Party status in a file.

    Args:
        path: a CSV file or a workbook, in which each sheet may be of another convention.
        rules: the conventions.
        say: how such tables are worded.
        convention: key of the convention; default: what a column, the sheet's name, its title or
            the name of the file says.

    Raises:
        InputError: the file cannot be read, holds no such table, or one of which the convention is
            not known, or of another instrument.
    """
    rows: list[StatusRow] = []
    findings, broken = [no_findings()], 0
    seen: list[str] = []
    for sheet in open_file(path, HINT).sheets:
        if sheet.hidden:
            continue
        table = _table(sheet, say)
        columns = say.columns(table.header)
        seen += [name for name in table.header if name.strip()]
        if "party" not in columns or not any(name in columns for name in DATES):
            continue
        of = None if "convention" in columns else _convention(path, sheet, rules, say, convention)
        found, odd = table.rows()
        rows += _rows(path.name, sheet.name, table, columns, found, of)
        findings.append(shape_findings(path.name, sheet.name, table, odd))
        broken += len(odd)
    if not rows and not broken:
        found_names = ", ".join(seen[:8]) or "nothing"
        problem = "has no row of headings such as Participant and Ratification or Entry into force"
        raise InputError(path, f"{problem}; found: {found_names}", HINT)
    return StatusRows(rows, pl.concat(findings), broken)


def _table(sheet: Sheet, say: StatusWords) -> Table:
    """The table of a sheet. In a workbook, whose first rows are there to be seen, the header is the
    row in which most columns are found, whatever footnotes stand behind its headings."""
    counts = [len(say.columns(row)) for row in sheet.top]
    if counts and max(counts) > 1:
        header = sheet.top[counts.index(max(counts))]
        return sheet.table({plain_name(name) for name in header if name.strip()})
    return sheet.table(say.known)


def _convention(path: Path, sheet: Sheet, rules: Rules, say: StatusWords, given: str | None) -> str:
    """The convention that a table is of, as its title, the sheet's name or the file's name say."""
    titles = [_title(sheet, say), sheet.name or "", path.stem]
    for title in titles:
        if say.other_instrument(title):
            problem = f"is the table of another instrument ({title.strip()[:LONGEST_TITLE]})"
            raise InputError(path, problem, "Give the table of the convention itself.")
    for title in titles[: 2 if given else None]:
        named = named_conventions(rules, title)
        if named and given not in (None, *named):
            problem = f"names {', '.join(sorted(named))}, not {given} ({title[:LONGEST_TITLE]})"
            raise InputError(path, problem, "Give the table of that convention, or another key.")
        if len(named) == 1:
            return named.pop()
        if named and given is None:
            problem = f"names several conventions ({', '.join(sorted(named))})"
            raise InputError(path, problem, "Name the one with --convention.")
    if given is not None:
        return given
    hint = f"Name it with --convention: {', '.join(c.id for c in rules.conventions)}."
    raise InputError(path, "does not say of which convention it is the table", hint)


def _title(sheet: Sheet, say: StatusWords) -> str:
    """What stands above the header."""
    if not sheet.top:
        first = sheet.table(set())  # with no name to look for, the first row that is filled
        return "" if "party" in say.columns(first.header) else " ".join(first.header)
    counts = [len(say.columns(row)) for row in sheet.top]
    above = sheet.top[: counts.index(max(counts))]
    return " ".join(cell for row in above for cell in row if cell.strip())


def _rows(
    file: str,
    sheet: str | None,
    table: Table,
    columns: dict[str, list[int]],
    found: pl.DataFrame,
    convention: str | None,
) -> list[StatusRow]:
    rows = []
    for number, *texts in found.iter_rows():
        cells = {name: _filled(table.header, texts, at) for name, at in columns.items()}
        held = {name: filled for name, filled in cells.items() if filled}
        if held:
            rows.append(StatusRow(file, sheet, number, convention, held))
    return rows


def _filled(
    header: Sequence[str], texts: Sequence[str | None], places: Sequence[int]
) -> list[tuple[str, str]]:
    return [(header[at], text) for at in places if (text := texts[at]) and text.strip()]
