"""The guard at the door: what a file is, before any library sees its bytes.

A FIFO or a device would hang the program or fill its memory, and so would a small archive that
unpacks to gigabytes. Everything that is read from a path comes through here.
"""

import os
import stat
import zipfile
from io import BufferedReader
from pathlib import Path

from ..errors import InputError

MOST_BYTES = 1 << 30  # of a file that is read whole; tables of text are read in pieces
LARGEST = 1 << 30  # of all parts of an archive that are read
LARGEST_PART = 64 << 20  # of a part that is read whole
BOMB_SIZE, BOMB_RATIO = 20 << 20, 200
SWOLLEN = "unpacks to far more than a table can hold"


class NotReadableError(ValueError):
    """The bytes hold nothing that can be read. The text goes on after the name of the file."""


def opened(path: Path) -> BufferedReader:
    """An ordinary file, open for reading; the name must not lead to anything else.

    Raises:
        InputError: it is no ordinary file, or cannot be opened.
    """
    try:
        # Without O_NONBLOCK the opening of a FIFO waits for a writer that may never come.
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except FileNotFoundError:
        raise InputError(path, "does not exist", "Check the path.") from None
    except (OSError, ValueError) as fault:
        said = getattr(fault, "strerror", None) or str(fault)
        raise InputError(
            path, f"cannot be read: {said}", "Give a file that can be opened."
        ) from None
    kind = os.fstat(handle).st_mode
    if stat.S_ISREG(kind):
        return open(handle, "rb")  # noqa: PTH123  (the caller closes it)
    os.close(handle)
    if stat.S_ISDIR(kind):
        raise InputError(path, "is a folder", "Give a file under this name, or remove the folder.")
    raise InputError(path, "is no ordinary file", "Give a file, not a pipe, socket or device.")


def content(path: Path, most: int = MOST_BYTES) -> bytes:
    """All bytes of an ordinary file.

    Raises:
        InputError: as `opened`, or it has more than `most` bytes.
    """
    with opened(path) as file:
        if os.fstat(file.fileno()).st_size > most:
            raise InputError(path, f"is larger than {most >> 20} MB", "Give a smaller file.")
        return file.read(most)


def is_ordinary(path: Path) -> bool:
    """Whether the name leads to an ordinary file; nothing is opened to find that out."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def stamp(path: Path) -> tuple[int, int] | None:
    """Size and time of the last change; None where there is no such file."""
    try:
        known = path.stat()
    except OSError:
        return None
    return known.st_size, known.st_mtime_ns


def refuse_swollen(parts: list[zipfile.ZipInfo], streamed: set[str]) -> None:
    """Refuse an archive of which the parts that are read unpack to far more than they hold.

    Args:
        parts: those that will be read.
        streamed: names of parts that are read in blocks, and may be long: the sheets.

    Raises:
        NotReadableError: by ratio, by part, or all together.
    """
    whole = (p for p in parts if p.filename not in streamed)
    if (
        any(
            p.file_size > BOMB_SIZE and p.file_size > BOMB_RATIO * max(p.compress_size, 1)
            for p in parts
        )
        or any(p.file_size > LARGEST_PART for p in whole)
        or sum(p.file_size for p in parts) > LARGEST
    ):
        raise NotReadableError(SWOLLEN)
