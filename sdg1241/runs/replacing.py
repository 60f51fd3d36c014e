"""Put the files of a new run in place of those of an earlier one, so that whatever ends the work
leaves a run that is whole, or one that the next command makes whole.

1. The journal, beside run.json, lists the old and the new files with their sums.
2. Every new file is written beside its place. Until here the old run stands untouched.
3. run.json goes, then the old files that have no successor; the new ones are moved into place,
   run.json last. From here on everything that is needed is there, and what was begun can be
   finished by whoever comes next.
4. The journal goes.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..errors import OutputError
from .files import part_of, read_bytes, staged, sync_folder, write_file
from .owned import Listed, entries, listed, read_record
from .record import PROGRAM, RECORD, is_entry, json_bytes, sha256

JOURNAL = ".run.json.journal"


def replace_all(
    folder: Path, files: Mapping[str, bytes], old: Listed, about: Mapping[str, Any]
) -> None:
    """Write the files of a run, run.json among them, and remove what it replaces.

    Args:
        folder: exists, and is held.
        files: the content of each by its place.
        old: files that may be replaced or removed, with the sums that they may have.
        about: what the journal says of the old and the new run.

    Raises:
        OutputError: the folder cannot be written to. The earlier run is as it was, or the next
            command finishes what was begun.
    """
    new = {name: {sha256(data)} for name, data in files.items()}
    journal = {
        "program": PROGRAM,
        **about,
        "old": entries({name: sorted(sums) for name, sums in old.items()}),
        "new": entries(new),
    }
    try:
        try:
            write_file(folder / JOURNAL, json_bytes(journal))
            for name, data in files.items():
                staged(folder / name, data)
        except BaseException:
            _clear(folder, journal)
            raise
        _finish_surely(folder, journal)
    except OSError as fault:
        raise OutputError(
            f"{folder}: cannot be written: {fault.strerror or fault}. Choose another."
        ) from None


def settle(folder: Path) -> None:
    """Finish or clear what a command that was killed had begun in a folder, which is held.

    Raises:
        OutputError: the folder cannot be written to.
    """
    journal = read_record(folder / JOURNAL)
    if journal is None:
        return
    try:
        if _complete(folder, journal):
            _finish(folder, journal)
        else:
            _clear(folder, journal)
    except OSError as fault:
        raise OutputError(
            f"{folder}: cannot be written: {fault.strerror or fault}. Choose another."
        ) from None


def interrupted(folder: Path) -> str:
    """What a reader is told of a folder whose run.json is missing because a command was killed;
    blank text where none was."""
    journal = read_record(folder / JOURNAL)
    if journal is None:
        return ""
    was, now = journal.get("was"), journal.get("now")
    replaced = f" while it replaced the {was}" if was else ""
    return f": the {now} was interrupted{replaced}"


def in_journal(folder: Path) -> Listed:
    """The files that a command which was killed had written or was to replace."""
    return listed(folder, JOURNAL, "old", "new")


def _complete(folder: Path, journal: Mapping[str, Any]) -> bool:
    """Whether the moves had begun, or could have, and all that they need is there."""
    new = _new(journal)
    if (folder / RECORD).exists() and not _has(folder / RECORD, new.get(RECORD, "")):
        return False  # the old run stands
    return RECORD in new and all(
        _has(folder / name, total) or _has(part_of(folder / name), total)
        for name, total in new.items()
    )


def _finish_surely(folder: Path, journal: Mapping[str, Any]) -> None:
    try:
        _finish(folder, journal)
    except OSError:
        _finish(folder, journal)
    except BaseException:  # a signal between two moves
        _finish(folder, journal)
        raise


def _finish(folder: Path, journal: Mapping[str, Any]) -> None:
    """Steps 3 and 4. Does nothing twice."""
    new = _new(journal)
    if not _has(folder / RECORD, new[RECORD]):
        (folder / RECORD).unlink(missing_ok=True)
        sync_folder(folder)
    for entry in _files(journal, "old"):
        path = folder / entry["file"]
        if entry["file"] not in new and _has(path, entry["sha256"]):
            path.unlink()
    for name in sorted(new, key=lambda name: name == RECORD):
        part = part_of(folder / name)
        if _has(part, new[name]):
            if name == RECORD:
                _sync(folder, new)
            part.replace(folder / name)
    _sync(folder, new)
    _remove_empty(folder, [Path(entry["file"]) for entry in _files(journal, "old")])
    (folder / JOURNAL).unlink(missing_ok=True)


def _sync(folder: Path, names: Iterable[str]) -> None:
    """Have the system keep the moves into a folder and into those below it."""
    for place in sorted({folder, *((folder / name).parent for name in names)}):
        sync_folder(place)


def _remove_empty(folder: Path, names: Iterable[Path]) -> None:
    """Remove the folders that held some files, the innermost first, where nothing is in them."""
    above = {parent for name in names for parent in name.parents} - {Path()}
    for name in sorted(above, key=lambda name: len(name.parts), reverse=True):
        place = folder / name
        if place.is_dir() and not place.is_symlink() and not any(place.iterdir()):
            place.rmdir()


def _clear(folder: Path, journal: Mapping[str, Any]) -> None:
    """Remove what waits beside its place. The journal stays where run.json is gone and some files
    are not: it alone says whose they are."""
    for name in _new(journal):
        part_of(folder / name).unlink(missing_ok=True)
    part_of(folder / JOURNAL).unlink(missing_ok=True)
    known = [(e["file"], e["sha256"]) for key in ("old", "new") for e in _files(journal, key)]
    between = not (folder / RECORD).exists()
    if not between or not any(_has(folder / name, total) for name, total in known):
        (folder / JOURNAL).unlink(missing_ok=True)


def _new(journal: Mapping[str, Any]) -> dict[str, str]:
    return {entry["file"]: entry["sha256"] for entry in _files(journal, "new")}


def _files(journal: Mapping[str, Any], key: str) -> list[dict[str, str]]:
    found = journal.get(key)
    return [entry for entry in (found if isinstance(found, list) else ()) if is_entry(entry)]


def _has(path: Path, total: str) -> bool:
    data = read_bytes(path)
    return data is not None and sha256(data) == total
