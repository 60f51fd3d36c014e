"""Which files of a folder this program wrote: those that a record lists and whose sum still fits.

A record is JSON with `program` and `outputs`, a list of files with their SHA-256. run.json is one;
folders of exports, of reminders and of what was refused have their own. While files are replaced,
both the old and the new sum of a file are listed.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..errors import OutputError
from .files import part_of, read_bytes, refuse_links
from .record import PROGRAM, is_entry, sha256

RECORD = "record.json"
NAMED = 5  # files that a refusal names before it counts the rest

Listed = dict[str, set[str]]


def read_record(path: Path) -> dict[str, Any] | None:
    """A record of this program; None where there is none that can be read."""
    raw = read_bytes(path)
    try:
        record = json.loads(raw or b"")
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or record.get("program") != PROGRAM:
        return None
    return record


def listed(folder: Path, record: str, *keys: str) -> Listed:
    """The files that a record in `folder` lists under some keys (default: `outputs`), each with
    the sums it may have, and the record itself."""
    content = read_record(folder / record)
    if content is None:
        return {}
    found: Listed = {record: {sha256(read_bytes(folder / record) or b"")}}
    for key in keys or ("outputs",):
        entries = content.get(key)
        for entry in entries if isinstance(entries, list) else ():
            if is_entry(entry):
                found.setdefault(entry["file"], set()).add(entry["sha256"])
    return found


def entries(files: Mapping[str, Iterable[str]]) -> list[dict[str, str]]:
    """Files and their sums as a record lists them."""
    return [{"file": name, "sha256": total} for name, sums in files.items() for total in sums]


def refuse_strangers(
    folder: Path, names: Iterable[str], own: Listed, more: Iterable[str] = (), *, force: bool
) -> Listed:
    """Refuse to replace what this program did not write, or what was altered since.

    Args:
        folder: where the files lie.
        names: files to be written.
        own: files that a record lists.
        more: files that stand where only outputs should stand, though none of `names` replaces
            them.
        force: replace them all the same; of `more` nothing is touched.

    Returns:
        `own`, with the sums that the files have now where `force` allows to replace them.

    Raises:
        OutputError: one line that names them; or a folder stands in the place of a file, or a
            link leads elsewhere.
    """
    found: dict[str, str] = {}
    allowed = {name: set(sums) for name, sums in own.items()}
    for name in dict.fromkeys((*names, *own)):
        refuse_links(folder, name)
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            raise OutputError(f"{path}: is a folder. Remove it, or choose another folder.")
        if not path.is_symlink() and not path.exists():
            continue
        data = read_bytes(path)
        if data is None or sha256(data) not in own.get(name, ()):
            found[name] = "was altered since" if name in own else "is of another origin"
            if data is not None and name in own:
                allowed[name].add(sha256(data))
    parts = [name for name in names if name not in own and _exists(part_of(folder / name))]
    found |= {_part(name): "is of another origin" for name in parts}
    found |= {name: "is of another origin" for name in more if name not in own}
    if found and not force:
        raise OutputError(_told(folder, found))
    return allowed


def _part(name: str) -> str:
    return part_of(Path(name)).as_posix()


def _exists(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def _told(folder: Path, found: Mapping[str, str]) -> str:
    said = [f"{name} {why}" for name, why in list(found.items())[:NAMED]]
    if len(found) > NAMED:
        said.append(f"{len(found) - NAMED} more")
    return (
        f"{folder}: {', '.join(said)}. Nothing was written. Move what you need, choose another"
        " folder, or go on with --force."
    )
