"""Read the cells of a sheet many at a time, where its XML is as spreadsheet programs write it.

Excel, LibreOffice and the common libraries write each cell in one form. Here every byte between the
first and the last row must have that form; then polars takes the cells apart a hundred times faster
than an XML parser. Anything else is left to openpyxl: the answer is None, never a guess.
"""

import re
from collections.abc import Callable, Iterator

import polars as pl
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import _cast_number

from .values import cell_text

BLOCK = 1 << 20
REFERENCE = re.compile(r"&([^;]*);")
NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
BETWEEN = r"\s*(?:</row>\s*|<row [^<>]*>\s*)*$"
CELL = (
    r'^r="(?<letters>[A-Z]{1,3})(?<row>[1-9][0-9]{0,6})"(?: s="(?<style>[0-9]+)")?(?:'
    r' t="(?<type>[A-Za-z]+)")?'
    r"(?:/>|>(?<formula><f(?: [^<>]*)?(?:/>|>[^<]*</f>))?"
    r'(?:<v>(?<value>[^<]*)</v>|<is><t(?: xml:space="preserve")?>(?<text>[^<]*)</t></is>)?</c>)'
    + BETWEEN
)


def blocks_of_cells(sheet: ReadOnlyWorksheet) -> Iterator[pl.DataFrame | None]:
    """The filled cells of a sheet, some thousands of rows at a time.

    Yields:
        row, column (both from 1) and text; None, and then nothing more, where the XML has another
        form or a formula has no stored result.
    """
    strings = pl.Series(sheet._shared_strings, dtype=pl.String)
    value = _values(sheet)
    with sheet._get_source() as file:
        rest, begun = b"", False
        while more := file.read(BLOCK):
            rest += more
            if not begun:
                begin = rest.find(b"<sheetData>")
                if begin < 0:
                    continue
                rest, begun = rest[begin + len(b"<sheetData>") :], True
            end = rest.rfind(b"</row>") + len(b"</row>")
            if end < len(b"</row>"):
                continue
            block, rest = rest[:end], rest[end:]
            cells = _cells(block, strings, value)
            yield cells
            if cells is None:
                return
        if not begun or b"<c " in rest.partition(b"</sheetData>")[0] or b"</sheetData>" not in rest:
            yield None


def _cells(block: bytes, strings: pl.Series, value: "Value") -> pl.DataFrame | None:
    try:
        pieces = pl.Series([block.decode()]).str.split("<c ").explode()
    except UnicodeDecodeError:
        return None
    if not pieces[:1].str.contains("^" + BETWEEN).item():
        return None
    parts = pieces[1:].str.extract_groups(CELL).struct.unnest()
    lost = (
        pl.col("formula").is_not_null()
        & (pl.col("value").fill_null("") == "")
        & (pl.col("type").ne_missing("str"))
    )
    if parts.select((pl.col("letters").is_null() | lost).any()).item():
        return None
    shared = parts["type"] == "s"
    at = parts["value"].cast(pl.UInt32, strict=False)
    if parts.select((shared & at.is_null() & pl.col("value").is_not_null()).any()).item():
        return None
    if (at.filter(shared) >= strings.len()).any():
        return None
    letters = parts["letters"].unique().to_list()
    columns = [column_index_from_string(name) for name in letters]
    parts = parts.with_columns(
        pl.col("row").cast(pl.Int64),
        column=pl.col("letters").replace_strict(letters, columns, return_dtype=pl.Int32),
        written=pl.coalesce("value", "text"),
        shared=strings.gather(pl.select(pl.when(shared).then(at)).to_series()),
    )
    others = parts.filter(pl.col("type").ne_missing("s"), pl.col("written").is_not_null())
    kinds = others.select("type", "style", "written").unique(maintain_order=True)
    try:
        texts = pl.Series([value(*kind) for kind in kinds.iter_rows()], dtype=pl.String)
    except (ValueError, OverflowError):
        return None
    parts = parts.join(
        kinds.with_columns(meant=texts),
        on=("type", "style", "written"),
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return parts.select("row", "column", text=pl.coalesce("shared", "meant")).drop_nulls("text")


Value = Callable[[str | None, str | None, str], str | None]


def _character(reference: re.Match[str]) -> str:
    """The character of an XML reference. Raises ValueError for what is none."""
    name = reference[1]
    if name[:1] == "#":
        return chr(int(name[2:], 16) if name[1:2] == "x" else int(name[1:]))
    if name not in NAMED:
        raise ValueError(name)
    return NAMED[name]


def _values(sheet: ReadOnlyWorksheet) -> Value:
    """What a cell that is not a shared string stands for, from its type, its style and what is
    written in it."""
    book = sheet.parent
    dates, durations = book._date_formats, book._timedelta_formats

    def value(kind: str | None, style: str | None, written: str) -> str | None:
        text = REFERENCE.sub(_character, written)
        if "\r" in written or kind not in (None, "n", "b", "e", "str", "inlineStr"):
            raise ValueError(written)
        if kind in ("str", "inlineStr", "e"):
            return text or None
        if not text:
            return None
        if kind == "b":
            return cell_text(bool(int(text)))
        number = _cast_number(text)
        if int(style or 0) in dates:
            return cell_text(from_excel(number, book.epoch, timedelta=int(style or 0) in durations))
        return cell_text(number)

    return value
