"""Write files whole or not at all, and never through a link that lies in wait."""

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import get_ident

from ..errors import InputError, OutputError
from ..tables import content

try:
    import fcntl
except ImportError:
    # no lock of this kind on this system: files are still whole, the record still comes last
    fcntl = None  # type: ignore[assignment]

_HELD: set[tuple[int, int, int]] = set()


def read_bytes(path: Path) -> bytes | None:
    """The content of an ordinary file; None where there is none.

    A link, a device or a pipe is none: nothing is read that this program cannot have written.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        return content(path)
    except (OSError, InputError):
        return None


def write_bytes(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write one file that a person asked for by name; see `write_files`."""
    write_files({path: data}, force=force)


def write_files(files: Mapping[Path, bytes], *, force: bool = False) -> None:
    """Write files that a person asked for by name, all of them or none where one is refused.

    A file that holds these very bytes is left as it is.

    Args:
        files: the content of each.
        force: replace what stands there.

    Raises:
        OutputError: a file is there already and differs, it cannot be written, or the name is
            taken by a link, a device or a folder.
    """
    wanted = {path: data for path, data in files.items() if _to_be_written(path, data, force)}
    for path, data in wanted.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, data)
        except OSError as fault:
            raise OutputError(
                f"{path}: cannot be written: {fault.strerror or fault}. Choose another file."
            ) from None


def _to_be_written(path: Path, data: bytes, force: bool) -> bool:
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise OutputError(
            f"{path}: is no ordinary file, so it is not replaced. Choose another file."
        )
    if not path.exists():
        return True
    if read_bytes(path) == data:
        return False
    if not force:
        from .filled import what_it_holds  # reads the file as a register, which is seldom needed

        raise OutputError(
            f"{path}: exists{what_it_holds(path)}, so it is not replaced. Choose another file, or"
            " replace it with --force."
        )
    return True


def write_file(path: Path, data: bytes) -> None:
    """Write beside `path` and move into place: a reader finds the old file or the new one, never
    half of one."""
    staged(path, data).replace(path)
    sync_folder(path.parent)


def staged(path: Path, data: bytes) -> Path:
    """Write the content of `path` beside it, to be moved into place with the permissions of what
    it replaces; on failure nothing is left."""
    beside = part_of(path)
    try:
        beside.unlink(missing_ok=True)
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(OSError):  # nothing is replaced, or its permissions cannot be kept
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode):
                beside.chmod(stat.S_IMODE(mode))
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def part_of(path: Path) -> Path:
    """Where the content of `path` waits until it is complete."""
    return path.with_name(f".{path.name}.part")


def sync_folder(folder: Path) -> None:
    """Have the system keep what was moved into a folder, or out of it, where it can promise
    that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


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
