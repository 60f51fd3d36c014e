"""The elements of an XML file, one after the other; nothing of it is kept, fetched or expanded.

A document type is refused before it can declare an entity. Blocks go through the parser as they are
read, so that a file of any length takes the memory of its longest tag.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from ..errors import InputError
from .documents import DEEPEST
from .guard import MOST_BYTES, NotReadableError, opened

BLOCK = 1 << 20
LONGEST_TAG = 4 << 20  # bytes that the parser holds back until a tag is complete
BEFORE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # byte order marks and spaces


class Element(NamedTuple):
    """The start or the end of an element.

    Attributes:
        line: the line of the file.
        name: its name, without the prefix.
        attributes: those without a prefix; of an end none.
        opens: whether it is the start.
    """

    line: int
    name: str
    attributes: dict[str, str]
    opens: bool


def is_xml(path: Path) -> bool:
    """Whether a file begins as XML does. Raises InputError where it cannot be opened."""
    with opened(path) as file:
        return file.read(4096).lstrip(BEFORE)[:1] == b"<"


def elements(path: Path, hint: str) -> Iterator[Element]:
    """The starts and ends of all elements, in the order of the file.

    Raises:
        InputError: the file cannot be opened, is no well-formed XML, declares a document type, or
            is larger, or nested more deeply, than data are.
    """
    reader = _Reader()
    with opened(path) as file:
        if os.fstat(file.fileno()).st_size > MOST_BYTES:
            raise InputError(path, f"is larger than {MOST_BYTES >> 20} MB", "Give a smaller file.")
        try:
            while block := file.read(BLOCK):
                yield from reader.fed(block)
            yield from reader.fed(b"", last=True)
        except NotReadableError as fault:
            raise InputError(path, str(fault), hint) from None


class _Reader:
    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._declared
        self._found: list[Element] = []
        self._depth = self._given = 0

    def fed(self, block: bytes, *, last: bool = False) -> list[Element]:
        """The elements that became known by this block. Raises NotReadableError."""
        self._found = []
        self._given += len(block)
        try:
            self._parser.Parse(block, last)
        except (expat.ExpatError, ValueError, LookupError) as fault:
            if isinstance(fault, NotReadableError):
                raise
            raise NotReadableError(f"is not well-formed XML: {fault}") from None
        if self._given - max(self._parser.CurrentByteIndex, 0) > BLOCK + LONGEST_TAG:
            raise NotReadableError("holds a tag or a text that is longer than any of data")
        return self._found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotReadableError("is nested too deeply")
        own = {key: value for key, value in attributes.items() if " " not in key}
        line = self._parser.CurrentLineNumber
        self._found.append(Element(line, name.rpartition(" ")[2], own, opens=True))

    def _end(self, name: str) -> None:
        self._depth -= 1
        line = self._parser.CurrentLineNumber
        self._found.append(Element(line, name.rpartition(" ")[2], {}, opens=False))

    def _declared(self, *_: object) -> None:
        raise NotReadableError("is a page of HTML, or XML with a document type, which data lack")
