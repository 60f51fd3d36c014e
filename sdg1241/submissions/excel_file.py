"""Read an Excel workbook as text cells, sheet by sheet, without trusting the file.

The workbook is weighed before it is opened. Macros are never run; they are not even read. Rows are
taken many at a time where the XML of the sheet is as usual, and one by one through openpyxl where
it is not.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass

import polars as pl
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from .archive import weigh
from .cells import Cells, NotReadableError, best_header, refuse_wide
from .sheet_cells import blocks_of_cells
from .values import cell_text

ROWS_AT_ONCE = 10_000
HEADER_SEARCH = 30
MOST_ROWS = 1_048_576

Broken = dict[str, object]


@dataclass(frozen=True)
class Sheet:
    """A sheet and the first rows of it, from which its table is told."""

    name: str
    top: list[list[str]]


class Workbook:
    """An opened workbook. Sheets are read when they are asked for."""

    def __init__(self, data: bytes) -> None:
        """Weigh and open.

        Raises:
            NotReadableError: the bytes are no workbook that can be read safely.
        """
        self._data = data
        self._formulas = weigh(data)
        try:
            with quiet():
                self._sheets = worksheets(data)
                self.sheets = [
                    Sheet(n, [_texts(r) for _, r in _rows(s, HEADER_SEARCH)])
                    for n, s in self._sheets.items()
                ]
        except NotReadableError:
            raise
        except Exception as fault:  # openpyxl lets any error of a damaged part through
            raise NotReadableError(
                f"is a damaged Excel workbook ({type(fault).__name__})"
            ) from None

    def cells(self, sheet: str, known: set[str]) -> Cells:
        """The table of one sheet, its header found by the names in `known` (lower case).

        Raises:
            NotReadableError: the sheet is damaged.
        """
        try:
            with quiet():
                return self._cells(sheet, known)
        except NotReadableError:
            raise
        except Exception as fault:
            raise NotReadableError(
                f"the sheet {sheet!r} is damaged ({type(fault).__name__})"
            ) from None

    def _cells(self, sheet: str, known: set[str]) -> Cells:
        top = next(s.top for s in self.sheets if s.name == sheet)
        header_row = best_header(top, known)
        if header_row is None:
            return Cells([], 1, pl.DataFrame(schema={"row": pl.Int64}))
        header = top[header_row]
        while header and not header[-1].strip():
            header.pop()
        refuse_wide(header)
        read = self._regular_rows(sheet, header_row + 1, len(header))
        rows, broken = read or self._rows_one_by_one(sheet, header_row + 1, len(header))
        return Cells(
            header,
            header_row + 1,
            rows,
            broken,
            blank_formulas=[] if read else self._blank_formulas(sheet),
        )

    def _regular_rows(
        self, sheet: str, header_row: int, width: int
    ) -> tuple[pl.DataFrame, list[Broken]] | None:
        """The rows below the header; None where the sheet's XML is not as usual."""
        frames, broken = [_no_rows(width)], []
        for cells in blocks_of_cells(self._sheets[sheet]):
            if cells is None:
                return None
            cells = cells.filter(pl.col("row") > header_row)
            filled = cells.filter(pl.col("text").str.strip_chars() != "")
            wide = (
                filled.filter(pl.col("column") > width)
                .group_by("row")
                .agg(pl.col("column").max())
                .sort("row")
            )
            broken += [_too_wide(row, found, width) for row, found in wide.iter_rows()]
            rows = filled.select(pl.col("row").unique().sort()).join(
                wide, on="row", how="anti", maintain_order="left"
            )
            height = rows.height
            for column in range(1, width + 1):
                here = cells.filter(pl.col("column") == column).select(
                    "row", pl.col("text").alias(f"c{column - 1}")
                )
                rows = rows.join(here, on="row", how="left", maintain_order="left")
            if rows.height > height:  # a cell that stands there twice
                return None
            frames.append(rows)
        return pl.concat(frames), broken

    def _rows_one_by_one(
        self, sheet: str, header_row: int, width: int
    ) -> tuple[pl.DataFrame, list[Broken]]:
        frames, broken, kept = [_no_rows(width)], [], []
        for n, cells in _rows(self._sheets[sheet]):
            values = [cell_text(v) for v in cells]
            filled = [at for at, v in enumerate(values, 1) if v and v.strip()]
            if n <= header_row or not filled:
                continue
            if filled[-1] > width:
                broken.append(_too_wide(n, filled[-1], width))
                continue
            kept.append((n, *(v or None for v in values[:width]), *[None] * (width - len(values))))
            if len(kept) == ROWS_AT_ONCE:
                frames.append(pl.DataFrame(kept, schema=frames[0].schema, orient="row"))
                kept = []
        frames.append(pl.DataFrame(kept, schema=frames[0].schema, orient="row"))
        return pl.concat(frames), broken

    def _blank_formulas(self, sheet: str) -> list[tuple[int, int, str]]:
        """Row, column (from 0) and text of each formula whose result is not stored in the file."""
        if not self._formulas:
            return []
        pairs = zip(
            _rows(self._sheets[sheet]),
            _rows(worksheets(self._data, formulas=True)[sheet]),
            strict=False,
        )
        return [
            (n, at, written)
            for (n, stored), (_, held) in pairs
            for at, (value, written) in enumerate(zip(stored, held, strict=False))
            if value is None and isinstance(written, str) and written.startswith("=")
        ]


@contextmanager
def quiet() -> Iterator[None]:
    """openpyxl warns of drawings and styles that it does not keep and prints of damaged ones;
    neither is needed."""
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


class _Worksheet(ReadOnlyWorksheet):  # type: ignore[misc]  # openpyxl has no types
    """A sheet that is not searched for its size, which may be wrong, and which takes a pass over
    all of it to miss."""

    def _get_size(self) -> None:
        self.reset_dimensions()


def worksheets(data: bytes, formulas: bool = False) -> dict[str, ReadOnlyWorksheet]:
    """The sheets of a workbook by name, with the stored results of formulas or with the formulas.

    Only what the cells need is read: no properties, themes, links, drawings or macros. Any error
        may arise.
    """
    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=not formulas, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    return {
        sheet.name: _Worksheet(reader.wb, sheet.name, part.target, reader.shared_strings)
        for sheet, part in reader.parser.find_sheets()
        if part.target in reader.valid_files and "chartsheet" not in part.Type
    }


def _no_rows(width: int) -> pl.DataFrame:
    return pl.DataFrame(schema={"row": pl.Int64} | {f"c{n}": pl.String for n in range(width)})


def _too_wide(row: int, found: int, width: int) -> Broken:
    return {"row": row, "code": "broken-row", "found": str(found), "expected": str(width)}


def _rows(
    sheet: ReadOnlyWorksheet, last: int | None = None
) -> Iterator[tuple[int, tuple[object, ...]]]:
    for row, cells in enumerate(sheet.iter_rows(values_only=True, max_row=last), 1):
        if row > MOST_ROWS:
            raise NotReadableError(f"has rows below the last one of a sheet ({MOST_ROWS})")
        yield row, cells


def _texts(row: tuple[object, ...]) -> list[str]:
    return [cell_text(v) or "" for v in row]
