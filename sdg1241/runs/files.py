"""Write files whole or not at all, and never through a link that lies in wait."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident

from ..errors import OutputError

try:
    import fcntl
except (
    ImportError
):  # no lock of this kind on this system: files are still whole, the record still comes last
    fcntl = None  # type: ignore[assignment]

_HELD: set[tuple[int, int, int]] = set()


def read_bytes(path: Path) -> bytes | None:
    """The content of a file; None where there is no such file, or it cannot be opened."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def write_bytes(path: Path, data: bytes) -> None:
    """Write one file that a person asked for by name.

    Raises:
        OutputError: it cannot be written, or the name is taken by a link, a device or a folder.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise OutputError(
            f"{path}: is no ordinary file, so it is not replaced. Choose another file."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, data)
    except OSError as fault:
        raise OutputError(
            f"{path}: cannot be written: {fault.strerror or fault}. Choose another file."
        ) from None


def write_file(path: Path, data: bytes) -> None:
    """Write beside `path` and move into place: a reader finds the old file or the new one, never
    half of one."""
    staged(path, data).replace(path)


def staged(path: Path, data: bytes) -> Path:
    """Write the content of `path` beside it, to be moved into place; on failure nothing is left."""
    beside = part_of(path)
    try:
        beside.unlink(missing_ok=True)
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def part_of(path: Path) -> Path:
    """Where the content of `path` waits until it is complete."""
    return path.with_name(f".{path.name}.part")


def refuse_links(folder: Path, name: str) -> None:
    """Refuse a place below `folder` that a link would lead out of it. The last part may be one: it
    is replaced.

    Raises:
        OutputError: a folder on the way is a link.
    """
    for above in Path(name).parents:
        if (folder / above).is_symlink() and above != Path():
            raise OutputError(
                f"{folder / above}: is a link to another place. Remove it, or choose another"
                " folder."
            )


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make the folder and keep other runs out of it; the system lets go when the process ends,
    however it ends.

    Raises:
        OutputError: another run holds the folder, or it cannot be made.
    """
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY) if fcntl else None
    except OSError as fault:
        raise OutputError(
            f"{folder}: cannot be written: {fault.strerror or fault}. Choose another folder."
        ) from None
    at = folder.stat()
    holder = (at.st_dev, at.st_ino, get_ident())
    mine = holder not in _HELD
    try:
        if mine and handle is not None:
            _lock(handle, folder)
        if mine:
            _HELD.add(holder)
        yield
    finally:
        if mine:
            _HELD.discard(holder)
        if made and not any(folder.iterdir()):
            folder.rmdir()
        if handle is not None:
            os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise OutputError(
            f"{folder}: another run is writing there. Wait for it, or choose another folder."
        ) from None
    except OSError:  # a file system without locks
        return
