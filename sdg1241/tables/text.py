"""Text of any common encoding, in blocks that end where a row ends."""

import codecs
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

from .guard import NotReadableError

BLOCK = 8 << 20
LONGEST_QUOTE = 1 << 20  # bytes in which a quotation that is open must close
CONTROL = b"\0\1\2\3\4\5\6\7"


class _Lines(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def readline(self) -> bytes: ...


class _Utf16:
    """A file in UTF-16 that reads as if it were in UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._text = io.TextIOWrapper(file, encoding, newline="")

    def read(self, size: int) -> bytes:
        return self._text.read(size).encode()

    def readline(self) -> bytes:
        return self._text.readline().encode()

    def close(self) -> None:
        self._text.detach()  # the file is closed by the one who opened it


def utf16_of(head: bytes) -> str | None:
    """The form of UTF-16 in which a file begins, if it does."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    # text in Latin letters has a zero in every other byte
    if head.count(b"\0") > len(head) // 4 or (head[:4].count(b"\0") == 2 and len(head) % 2 == 0):
        return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    return None


def blocks(file: BinaryIO, said: Callable[[str], None]) -> Iterator[bytes]:
    """The bytes of a file as UTF-8 without a byte order mark, some megabytes at a time.

    A block ends at the end of a line, and not inside a quotation unless that is very long.

    Args:
        file: open, at its beginning.
        said: called with the name of the encoding where it is not UTF-8.

    Raises:
        NotReadableError: the bytes are no text.
    """
    head = file.read(4096)
    file.seek(0)
    wide = utf16_of(head)
    if wide:
        said("UTF-16")
    source: _Lines = _Utf16(file, wide) if wide else file
    first = True
    try:
        while data := source.read(BLOCK):
            data += source.readline()
            data += _rest_of_quotation(data, source)
            if first:
                data = data.removeprefix(codecs.BOM_UTF8)
                first = False
            yield data if wide else _utf8(data, head, said)
    except UnicodeError:
        raise NotReadableError("begins like UTF-16 and is not") from None
    finally:
        if isinstance(source, _Utf16):
            source.close()


def _rest_of_quotation(data: bytes, source: _Lines) -> bytes:
    """The lines up to the end of the quotation that is open at the end of the block, if any."""
    is_open, more = b'"' in data and data.count(b'"') % 2 == 1, b""
    while is_open and len(more) < LONGEST_QUOTE and (line := source.readline()):
        more += line
        is_open ^= line.count(b'"') % 2 == 1
    return more


def _utf8(data: bytes, head: bytes, said: Callable[[str], None]) -> bytes:
    if data.isascii():
        return data
    try:
        data.decode()
        return data
    except UnicodeDecodeError:
        if any(byte in head for byte in CONTROL):
            raise NotReadableError("holds no text") from None
        said("Windows-1252")
        return data.decode("cp1252", errors="replace").encode()


def decoded(data: bytes) -> tuple[str, str | None]:
    """The whole text of some bytes and, where they are not UTF-8, the name of their encoding.

    Raises:
        NotReadableError: the bytes are no text.
    """
    names: list[str] = []
    text = b"".join(blocks(io.BytesIO(data), names.append)).decode()
    return text, names[0] if names else None
