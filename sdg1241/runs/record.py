"""run.json: what a finished run says of itself, written and read."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import polars as pl

from ..errors import InputError
from .files import read_bytes
from .run import Run

PROGRAM = "sdg1241"
RECORD = "run.json"
TABLES = ("scores", "rates", "aggregates", "audit", "findings")
AGAIN = "Compute it again with 'sdg1241 run'"


def record_bytes(run: Run, files: dict[str, bytes], workbook: dict[str, Any]) -> bytes:
    """The record of a run: the computation, its inputs, and the SHA-256 of its outputs.

    Args:
        run: computed now.
        files: content of each output by its name.
        workbook: what is to be said of the workbook.
    """
    inputs = []
    for file in run.register.files:
        tables = run.checked.inputs.filter(pl.col("file") == file.name).drop("file")
        inputs.append({"file": file.name, "sha256": file.sha256, "tables": tables.to_dicts()})
    rule_files = [
        {"file": path.name, "sha256": sha256(read_bytes(path.resolve()) or b"")}
        for path in run.rules.files
    ]
    record = {
        **run.record,
        "rule_files": rule_files,
        "party_status": run.scored.status_table,
        "inputs": inputs,
        "outputs": [{"file": name, "sha256": sha256(data)} for name, data in files.items()],
        "workbook": workbook,
    }
    return json_bytes(record)


def json_bytes(content: dict[str, Any]) -> bytes:
    """JSON as this program writes it: indented, in UTF-8, with a line break at its end."""
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def sha256(data: bytes) -> str:
    """The sum by which a file is known."""
    return hashlib.sha256(data).hexdigest()


def parse_record(folder: Path, raw: bytes) -> dict[str, Any]:
    """The content of run.json.

    Raises:
        InputError: it is no record of this program, or has not the shape of one.
    """
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError):  # nested deeper than any record
        refuse(folder, f"{RECORD} is not JSON", AGAIN)
    if not isinstance(record, dict) or record.get("program") != PROGRAM:
        refuse(
            folder,
            f"{RECORD} is not a record of sdg1241",
            "Give a folder 'sdg1241 run' has written",
        )
    missing = [key for key in SHAPES if key not in record]
    if missing:
        refuse(folder, f"{RECORD} has no {', '.join(missing)}: written by another version", AGAIN)
    odd = [key for key, fits in SHAPES.items() if not fits(record[key])]
    odd += [key for key, fits in LATER.items() if not fits(record.get(key))]
    if odd:
        refuse(folder, f"{RECORD} was altered: its {', '.join(odd)} cannot be read", AGAIN)
    names = [output["file"] for output in record["outputs"]]
    lacking = [f"{name}.csv" for name in TABLES if f"{name}.csv" not in names]
    if lacking:
        refuse(folder, f"{RECORD} does not list {', '.join(lacking)}", AGAIN)
    return record


def is_entry(entry: object) -> bool:
    """Whether an entry of a record names a file below its folder, and its sum."""
    return (
        isinstance(entry, dict)
        and all(isinstance(entry.get(key), str) for key in ("file", "sha256"))
        and stays_inside(entry["file"])
    )


def stays_inside(name: str) -> bool:
    """Whether the name of a file leads to a place below its folder."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not any(c in name for c in "\\:\0") and not {"/", ".."} & set(parts)


def refuse(folder: Path, problem: str, hint: str) -> NoReturn:
    """Say why a folder is not taken as a finished run. Raises InputError."""
    raise InputError(folder, problem, f"{hint}.")


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_period(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == len(("first day", "last day"))
        and all(map(_is_day, value))
        and value[0] <= value[1]
    )


def _is_cycle(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 31


def _are_entries(value: object) -> bool:
    return (
        isinstance(value, list)
        and all(map(is_entry, value))
        and len({entry["file"] for entry in value}) == len(value)
    )


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _are_notes(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(note, Mapping)
        and isinstance(note.get("convention"), str)
        and (note.get("changed_since") is None or _is_cycle(note["changed_since"]))
        and _are_texts(note.get("notes"))
        for note in value
    )


# What a record must hold, and whether it does.
SHAPES: dict[str, Callable[[Any], bool]] = {
    "version": lambda value: isinstance(value, str),
    "cycle": _is_cycle,
    "period": _is_period,
    "edition": lambda value: isinstance(value, str) and bool(value),
    "as_of": lambda value: value is None or _is_day(value),
    "rule_notes": _are_notes,
    "outputs": _are_entries,
}
LATER: dict[str, Callable[[Any], bool]] = {  # not in records of earlier versions
    "conventions": lambda value: value is None or _are_texts(value),
    "dates": lambda value: value is None or isinstance(value, str),
}
