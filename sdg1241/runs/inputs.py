"""No command replaces what it reads: the one rule, asked before anything is read."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import UsageError

Identity = tuple[int, int]


def keep_inputs(
    outputs: Iterable[Path | None], inputs: Iterable[Path | None], *, outside: bool = True
) -> None:
    """Refuse a file to be written that is an input, or lies in a folder that is one.

    A file is known by what the file system says of it, so that another spelling of its path, a
    link and a hard link are the same file.

    Args:
        outputs: files to write; None for one that was not asked for.
        inputs: files and folders that are read.
        outside: refuse a new file inside a folder that is read, too.

    Raises:
        UsageError: one of the outputs is one of the inputs, or is inside of it; or two outputs are
            the same file.
    """
    given = [path for path in inputs if path is not None]
    places = [path for path in outputs if path is not None]
    for output in places:
        for read in given:
            if any(_same(output, file) for file in _files(read)):
                raise UsageError(
                    f"{output} is the input itself. Outputs must be files of their own."
                )
            if outside and read.is_dir() and any(_same(at, read) for at in _above(output)):
                raise UsageError(
                    f"{output} is inside {read}, which is an input. Choose a place outside of it."
                )
    if len({path.resolve() for path in places}) < len(places):
        raise UsageError(f"{places[0]} is asked for twice. Outputs must be files of their own.")


def keep_input_folder(output: Path, inputs: Iterable[Path | None]) -> None:
    """Refuse a folder to be written that is an input, or that holds an input file.

    Raises:
        UsageError: it is, or does.
    """
    for read in (path for path in inputs if path is not None and path.exists()):
        folder = read if read.is_dir() else read.parent
        if _same(output, folder) or _same(output, folder.resolve()):
            raise UsageError(
                f"{output} is the folder of the input {read}. Choose a folder for the outputs."
            )
        files = {_identity(file) for file in _files(read)} - {None}
        for path in _files(output) if output.is_dir() else ():
            if _identity(path) in files:
                raise UsageError(f"{path} is an input of this command. Choose another folder.")


def _files(path: Path) -> Iterator[Path]:
    """The files that are read from an input, or stand in an output folder."""
    if not path.is_dir():
        yield path
        return
    try:
        yield from (entry for entry in sorted(path.iterdir()) if entry.is_file())
    except OSError:  # the command itself says that the folder cannot be read
        return


def _above(path: Path) -> Iterator[Path]:
    """A place and every folder above it, links followed."""
    whole = path.resolve()
    yield whole
    yield from whole.parents


def _same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file or folder. What does not exist is the same as nothing."""
    return (found := _identity(one)) is not None and found == _identity(other)


def _identity(path: Path) -> Identity | None:
    try:
        at = path.stat()
    except (OSError, ValueError):
        return None
    return at.st_dev, at.st_ino
