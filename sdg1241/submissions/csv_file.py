"""Read a CSV file as text cells, with the line of each row, whatever its encoding and separator.

polars reads a regular file. Whether the file is regular is proved by counting: polars takes a row
with too few cells without a word, but then the separators of the file do not add up. Anything
irregular goes the slow way, through the csv module, which can say for every row what is wrong with
it.
"""

import csv
import io
from collections.abc import Iterator, Sequence

import polars as pl

from .cells import Cells, NotReadableError, best_header, plain_name, refuse_wide, without_blank_rows

SEPARATORS = (",", ";", "\t")
HEADER_SEARCH = 30
BROKEN_QUOTES_LIMIT = 100
csv.field_size_limit(1 << 27)


def decode(data: bytes) -> tuple[str, str | None]:
    """The text of a file and, where it is not UTF-8, the name of its encoding.

    Raises:
        NotReadableError: the bytes are no text.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _strict(data, "utf-16"), "UTF-16"
    head = data[:4096]
    if head.count(b"\0") > len(head) // 4 or (head[:4].count(b"\0") == 2 and len(data) % 2 == 0):
        encoding = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
        return _strict(data, encoding), "UTF-16"
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        if any(byte in head for byte in b"\0\1\2\3\4\5\6\7"):
            raise NotReadableError("holds no text") from None
        return data.decode("cp1252", errors="replace"), "Windows-1252"


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise NotReadableError("begins like UTF-16 and is not") from None


def read_csv(data: bytes, known: set[str]) -> Cells:
    """Read the bytes of a CSV file.

    Args:
        data: the file.
        known: names that a header may hold, in lower case; they tell the header and the separator.

    Raises:
        NotReadableError: the bytes are no text, or their quotation marks make no table.
    """
    text, encoding = decode(data)
    if text.lstrip()[:1] == "<":
        raise NotReadableError("is a page of HTML or XML")
    if not text.strip():
        return Cells([], 1, _frame([], 0), [], encoding)
    regular = _read_regular(text, known)
    if regular:
        return Cells(*regular, [], encoding)
    return _read_slowly(text, known, encoding)


def _read_regular(text: str, known: set[str]) -> tuple[list[str], int, pl.DataFrame] | None:
    """The table where every row has as many cells as the header, which is in line 1; None where
    that is not sure."""
    line = text[: text.find("\n")] if "\n" in text else text
    separator = max(SEPARATORS, key=line.count)
    header = line.removesuffix("\r").split(separator)
    refuse_wide(header)
    names = [plain_name(name) for name in header]
    if '"' in line or len(set(names)) < len(names) or not known & set(names):
        return None
    if text.count("\r") != text.count("\r\n") or "\0" in text:
        return None
    columns = [f"c{n}" for n in range(len(header))]
    try:
        frame = pl.read_csv(
            io.BytesIO(text.encode()),
            separator=separator,
            has_header=False,
            skip_lines=1,
            new_columns=columns,
            schema=dict.fromkeys(columns, pl.String),
            row_index_name="row",
            row_index_offset=2,
        )
    except pl.exceptions.PolarsError:
        return None
    filled = frame.filter(~pl.all_horizontal(pl.col(columns).is_null()))
    inside = filled.select(
        pl.sum_horizontal(
            pl.col(columns).str.count_matches(separator, literal=True).fill_null(0)
        ).sum()
    ).item()
    if text.count(separator) != (len(columns) - 1) * (filled.height + 1) + inside:
        return None
    if filled.select(
        pl.any_horizontal(pl.col(columns).str.contains("\n", literal=True)).any()
    ).item():
        return None
    filled = filled.with_columns(pl.col("row").cast(pl.Int64), pl.col(columns).replace("", None))
    return header, 1, without_blank_rows(filled)


def _read_slowly(text: str, known: set[str], encoding: str | None) -> Cells:
    lines = list(io.StringIO(text, newline=""))
    start, separator = find_header(lines, known)
    good: list[tuple[object, ...]] = []
    broken: list[dict[str, object]] = []
    header: list[str] | None = None
    header_row = start + 1
    for row, record in records(lines, start, separator):
        if record is None:
            if header is None or len(broken) >= BROKEN_QUOTES_LIMIT:
                raise NotReadableError("has quotation marks that do not match from line to line")
            broken.append({"row": row, "code": "broken-quotes", "found": "", "expected": ""})
        elif header is None:
            header, header_row = record, row
            while header and not header[-1].strip():
                header.pop()
            refuse_wide(header)
        elif any(cell.strip() for cell in record):
            width = len(header)
            if len(record) < width or any(cell.strip() for cell in record[width:]):
                broken.append(
                    {
                        "row": row,
                        "code": "broken-row",
                        "found": str(len(record)),
                        "expected": str(width),
                    }
                )
            else:
                good.append((row, *(cell or None for cell in record[:width])))
    header = header or []
    return Cells(header, header_row, _frame(good, len(header)), broken, encoding)


def records(lines: list[str], start: int, separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Each record from line `start` (from 0) on, with the number of its first line (from 1).

    None stands for a line whose quotation marks do not match; the next record begins on the line
    after it.
    """
    at = start
    while at < len(lines):
        reader = csv.reader(iter(lines[at:]), delimiter=separator, strict=True)
        used = 0
        try:
            for record in reader:
                row, used = at + used + 1, reader.line_num
                yield row, record
            return
        except csv.Error:
            yield at + used + 1, None
            at += used + 1


def _frame(rows: Sequence[tuple[object, ...]], width: int) -> pl.DataFrame:
    schema = {"row": pl.Int64} | {f"c{n}": pl.String for n in range(width)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def find_header(lines: list[str], known: set[str]) -> tuple[int, str]:
    """The line and separator that give the most known names, and among those the most columns."""
    options = []
    for separator in SEPARATORS:
        rows = [
            [name.strip(' "\r\n\t') for name in line.split(separator)]
            for line in lines[:HEADER_SEARCH]
        ]
        at = best_header(rows, known) or 0
        options.append(
            (len({plain_name(name) for name in rows[at]} & known), len(rows[at]), -at, separator)
        )
    _, _, minus_at, separator = max(options)
    return -minus_at, separator
