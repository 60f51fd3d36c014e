"""Tables: what stands in a file. The only package that opens a file of others for reading.

`open_file` guards the door, tells what a file is by its content, and gives its tables: a header,
and pieces of rows of text with the numbers that a person sees. One module a format.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from ..errors import InputError
from .csv_file import SEPARATORS, csv_table, csv_top
from .documents import Number, read_json, read_toml
from .guard import NotReadableError, content, is_ordinary, opened, stamp
from .table import Broken, Piece, Table, Wanted, piece_of, plain_name

__all__ = [
    "SEPARATORS",
    "Broken",
    "File",
    "Number",
    "Piece",
    "Sheet",
    "Table",
    "Wanted",
    "content",
    "is_ordinary",
    "open_file",
    "piece_of",
    "plain_name",
    "read_json",
    "read_toml",
]
SAVE_AS = "Save it as CSV in UTF-8 or as an Excel workbook (.xlsx)."
ZIP, PARQUET, OLE, PDF = (b"PK\x03\x04", b"PK\x05\x06"), b"PAR1", b"\xd0\xcf\x11\xe0", b"%PDF-"


@dataclass(frozen=True)
class Sheet:
    """One table of a file.

    Attributes:
        name: of the sheet; None where the file holds one table only.
        hidden: whether a person who opens the workbook does not see it.
        first: gives its first rows as text; of Parquet none.
        table: gives the table, its header found by the names that it may hold.
    """

    name: str | None
    hidden: bool
    first: Callable[[], list[list[str]]]
    table: Callable[[set[str]], Table]

    @cached_property
    def top(self) -> list[list[str]]:
        """Its first rows as text, by which a table may be told."""
        return self.first()


class File:
    """A file that was told by its content."""

    def __init__(self, path: Path, sheets: list[Sheet], data: bytes | None = None) -> None:
        self.path, self.name, self.sheets = path, path.name, sheets
        self._stamp = stamp(path)
        self._digest = hashlib.sha256(data).hexdigest() if data is not None else None

    @property
    def size(self) -> int:
        """Bytes, of a file that is read in pieces of which the progress is told; else 0."""
        return self._stamp[0] if self._stamp and self._digest is None else 0

    @property
    def sha256(self) -> str:
        """Of its bytes. Raises InputError: the file changed since it was opened."""
        if self._digest is None:
            with opened(self.path) as file:
                self._digest = hashlib.file_digest(file, "sha256").hexdigest()
        self.refuse_changed()
        return self._digest

    def refuse_changed(self) -> None:
        """Stop where the file is no longer the one that was opened. Raises InputError."""
        if stamp(self.path) != self._stamp:
            hint = "Wait until it is complete, and start again."
            raise InputError(self.path, "changed while it was read", hint)


def open_file(path: Path, hint: str = SAVE_AS) -> File:
    """Tell what a file is, and give its tables.

    Args:
        path: an ordinary file.
        hint: what to do where it cannot be read.

    Raises:
        InputError: the file cannot be opened, or holds nothing that is read.
    """
    with opened(path) as file:
        head = file.read(8)
    with _told(path, hint):
        if head[:4] in ZIP:
            return _workbook(path, content(path), hint)
        if head[:4] == OLE:
            protected = "EncryptedPackage".encode("utf-16-le") in content(path)
            old = "is an Excel 97-2003 workbook (.xls)"
            raise NotReadableError("is protected by a password" if protected else old)
        if head[:5] == PDF:
            raise NotReadableError("is a PDF document")
        if head[:4] == PARQUET:
            from .parquet_file import parquet_table

            return File(path, [_sheet(path, hint, lambda _: parquet_table(path))])
        table = partial(csv_table, path)
        return File(path, [_sheet(path, hint, table, first=partial(csv_top, path))])


def _workbook(path: Path, data: bytes, hint: str) -> File:
    from .excel_file import Workbook

    book = Workbook(data)
    sheets = []
    for name in book.names:
        top = book.top(name)

        def table(known: set[str], name: str = name, top: list[list[str]] = top) -> Table:
            return book.table(name, top, known)

        hidden = name in book.hidden
        sheets.append(_sheet(path, hint, table, name, hidden, partial(list, top)))
    return File(path, sheets, data)


def _sheet(
    path: Path,
    hint: str,
    table: Callable[[set[str]], Table],
    name: str | None = None,
    hidden: bool = False,
    first: Callable[[], list[list[str]]] = list,
) -> Sheet:
    """A sheet whose faults name the file, whenever they are found."""

    def told(known: set[str]) -> Table:
        with _told(path, hint):
            found = table(known)

        def pieces(wanted: Wanted) -> Iterator[Piece]:
            with _told(path, hint):
                yield from found.pieces(wanted)

        return replace(found, pieces=pieces)

    def first_rows() -> list[list[str]]:
        with _told(path, hint):
            return first()

    return Sheet(name, hidden, first_rows, told)


@contextmanager
def _told(path: Path, hint: str) -> Iterator[None]:
    try:
        yield
    except NotReadableError as fault:
        raise InputError(path, str(fault), hint) from None
    except OSError as fault:
        raise InputError(
            path, f"cannot be read: {fault.strerror}", "Give a file that can be opened."
        ) from None
