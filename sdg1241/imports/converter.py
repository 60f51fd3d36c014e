"""The workbook of the SDMX Converter: a sheet of parameters says where each component stands on the
sheets of data."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from ..errors import InputError
from ..tables import Sheet, plain_name

HINT = "Give a workbook as the SDMX Converter takes it, with the sheet Parameters."
NO_DATA = ("param", "val", "trans")  # how the names of sheets begin that hold no data
HEADER = ("element", "type", "postype", "position")
VALUE = "OBS_VALUE"
CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", re.IGNORECASE)
Cells = dict[tuple[int, int], str]  # by row and column, from 1


@dataclass(frozen=True)
class Parameter:
    """Where one component stands: its code (FIX), a column, a row, or one cell of the sheet."""

    component: str
    how: str
    position: str

    def text(self, cells: Cells, row: int, column: int) -> str:
        """Its text for the value in a row and column. Raises ValueError: no such position."""
        if self.how == "FIX":
            return self.position
        if self.how == "COLUMN":
            return cells.get((row, _column(self.position)), "")
        if self.how == "ROW":
            return cells.get((int(self.position), column), "")
        return cells.get(_cell(self.position), "") if self.how == "CELL" else ""


def is_converter(sheets: Sequence[Sheet]) -> bool:
    """Whether one of the sheets holds parameters of the SDMX Converter."""
    return any(_is_parameters(sheet) for sheet in sheets)


def _is_parameters(sheet: Sheet) -> bool:
    named = str(sheet.name).lower().startswith(NO_DATA[0])
    return named and any(set(HEADER) <= {plain_name(c) for c in row} for row in sheet.top)


def converted(path: Path, sheets: Sequence[Sheet]) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Sheet, row and components of each value.

    Raises:
        InputError: the parameters name no cell where the values start, or a position that there
            cannot be.
    """
    try:
        parameters = _cells(next(sheet for sheet in sheets if _is_parameters(sheet)))
        placed = _parameters(parameters)
        first_row, first_column = _cell(_option(parameters, "datastart"))
        width = int(_option(parameters, "numcolumns"))
        for sheet in sheets:
            if not str(sheet.name).lower().startswith(NO_DATA):
                cells = _cells(sheet)
                last = max((column for _, column in cells), default=0)
                columns = range(first_column, min(first_column + width, last + 1))
                for row in sorted({row for row, _ in cells if row >= first_row}):
                    for column in columns:
                        found = {p.component: p.text(cells, row, column) for p in placed}
                        found[VALUE] = cells.get((row, column), "")
                        yield str(sheet.name), row, found
    except ValueError as fault:
        raise InputError(path, f"cannot be read by its parameters: {fault}", HINT) from None


def _cells(sheet: Sheet) -> Cells:
    """The filled cells of a sheet, those above its longest row too. Raises ValueError where a row
    is longer still, further down."""
    longest = max(sheet.top, key=lambda row: len("\t".join(row).rstrip().split("\t")), default=[])
    table = sheet.table({plain_name(cell) for cell in longest if cell.strip()})
    rows = [*enumerate(sheet.top[: table.header_row], 1)]
    below, broken = table.rows()
    if broken:
        row = broken[0]["row"]
        raise ValueError(f"sheet {sheet.name!r} has cells right of its table in row {row}")
    rows += [(row[0], [text or "" for text in row[1:]]) for row in below.iter_rows()]
    return {
        (row, at): text.strip()
        for row, cells in rows
        for at, text in enumerate(cells, 1)
        if text.strip()
    }


def _parameters(cells: Cells) -> list[Parameter]:
    """The rows below the header of the sheet of parameters."""
    header = {plain_name(text): at for at, text in cells.items() if plain_name(text) in HEADER}
    top = header["postype"][0]
    columns = {name: at[1] for name, at in header.items()}
    rows = sorted({row for row, column in cells if row > top and column == columns["element"]})
    return [
        Parameter(
            cells[row, columns["element"]].upper(),
            cells.get((row, columns["postype"]), "").upper(),
            cells.get((row, columns["position"]), ""),
        )
        for row in rows
    ]


def _option(cells: Cells, name: str) -> str:
    """What stands right of the name of an option. Raises ValueError where it is not there."""
    for (row, column), text in cells.items():
        if plain_name(text) == name:
            return cells.get((row, column + 1), "")
    raise ValueError(f"there is no {name!r}")


def _cell(position: str) -> tuple[int, int]:
    match = CELL.fullmatch(position)
    if match is None:
        raise ValueError(f"{position!r} is not a cell")
    return int(match[2]), _column(match[1])


def _column(letters: str) -> int:
    """The number of a column, from 1. Raises ValueError."""
    if not re.fullmatch("[A-Za-z]{1,3}", letters):
        raise ValueError(f"{letters!r} is not a column")
    return reduce(lambda number, c: 26 * number + int(c, 36) - 9, letters, 0)
