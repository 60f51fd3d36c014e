"""Folders to which files are added one by one, with a record of them: exports and reminders."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import OutputError
from ..version import __version__
from .files import held, part_of, read_bytes, write_file
from .owned import RECORD, Listed, entries, listed, read_record, refuse_strangers
from .record import PROGRAM, json_bytes, sha256

ROOM = f".{RECORD}.room"  # as large as the record, so that a full disk has room for the last one


def write_listed(
    folder: Path,
    files: Mapping[str, bytes],
    gone: Iterable[str] = (),
    about: Mapping[str, Any] | None = None,
    *,
    force: bool = False,
) -> list[Path]:
    """Write files below a folder and list them in its record.json, with those that it lists
    already.

    The record comes first, with the old and the new sum of each file and all of them as missing,
    and comes again when all are there: whenever the work ends, each file is whole, it is known
    whose it is, and the record says which are missing.

    Args:
        folder: made where it does not exist.
        files: the content of each by its place.
        gone: places of files that are to be removed, where a record lists them.
        about: what else the record says.
        force: replace files of another origin, or altered since.

    Raises:
        OutputError: a file is not replaced, or the folder cannot be written to.
    """
    written: list[str] = []
    with held(folder):
        own = {name: sums for name, sums in listed(folder, RECORD).items() if name != RECORD}
        stale = [name for name in gone if name in own and name not in files]
        concerned = {name: own[name] for name in (*files, *stale) if name in own}
        allowed = refuse_strangers(folder, files, concerned, _other_record(folder), force=force)
        try:
            _write(folder, files, own, about or {}, written)
            for name in stale:
                if _sum(folder / name) in allowed[name]:
                    (folder / name).unlink()
                own.pop(name)
            for name, data in files.items():
                own[name] = {sha256(data)}
            _record(folder, own, (), about or {})
        except BaseException as fault:  # a signal too: what is there is listed
            missing = [name for name in files if name not in written]
            with suppress(OSError):  # the record that came first says as much
                now = {name: sums for name, sums in own.items() if name not in missing}
                now |= {name: {sha256(files[name])} for name in written}
                now |= {name: own[name] for name in missing if name in own}
                _record(folder, now, missing, about or {})
            if not isinstance(fault, OSError):
                raise
            raise OutputError(_told(folder, fault, len(written), len(files))) from None
    return [folder / name for name in files]


def _write(
    folder: Path,
    files: Mapping[str, bytes],
    own: Listed,
    about: Mapping[str, Any],
    written: list[str],
) -> None:
    known = {name: set(sums) for name, sums in own.items()}
    for name, data in files.items():
        known.setdefault(name, set()).add(sha256(data))
    for name in known:  # what a killed command left
        part_of(folder / name).unlink(missing_ok=True)
    _record(folder, known, tuple(files), about)
    write_file(folder / ROOM, (folder / RECORD).read_bytes())
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if read_bytes(path) != data:
            write_file(path, data)
        written.append(name)


def _record(folder: Path, own: Listed, missing: Iterable[str], about: Mapping[str, Any]) -> None:
    record = {
        "program": PROGRAM,
        "version": __version__,
        **about,
        "missing": list(missing),
        "outputs": entries({name: sorted(own[name]) for name in sorted(own)}),
    }
    (folder / ROOM).unlink(missing_ok=True)
    write_file(folder / RECORD, json_bytes(record))


def _other_record(folder: Path) -> list[str]:
    """A file called as the record is, that is none."""
    there = (folder / RECORD).exists() or (folder / RECORD).is_symlink()
    return [RECORD] if there and not listed(folder, RECORD) else []


def _sum(path: Path) -> str | None:
    data = read_bytes(path)
    return None if data is None else sha256(data)


def _told(folder: Path, fault: OSError, done: int, wanted: int) -> str:
    why = fault.strerror or fault
    if read_record(folder / RECORD) is None:
        return f"{folder}: cannot be written: {why}. Choose another folder."
    return (
        f"{folder}: cannot be written: {why}. {done} of {wanted} files are there and whole;"
        f" {RECORD} lists those that are missing. Make room and repeat the command."
    )
