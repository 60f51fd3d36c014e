"""run.json: what a finished run says of itself."""

import hashlib
import json
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

from ..errors import InputError
from .run import Run

PROGRAM = "sdg1241"
RECORD = "run.json"
TABLES = ("scores", "rates", "aggregates", "audit", "findings")
NEEDED = ("version", "cycle", "period", "edition", "as_of", "rule_notes", "outputs")
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
    rule_files = [{"file": p.name, "sha256": sha256(p.read_bytes())} for p in run.rules.files]
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
        InputError: it is no record of this program, or says what no run says.
    """
    try:
        record = json.loads(raw)
    except ValueError:
        refuse(folder, f"{RECORD} is not JSON", AGAIN)
    if not isinstance(record, dict) or record.get("program") != PROGRAM:
        refuse(
            folder,
            f"{RECORD} is not a record of sdg1241",
            "Give a folder 'sdg1241 run' has written",
        )
    missing = [key for key in NEEDED if key not in record]
    if missing:
        refuse(folder, f"{RECORD} has no {', '.join(missing)}: written by another version", AGAIN)
    try:
        read = Run(record, {})
        _ = read.cycle, read.period, read.as_of
        outputs = {str(output["file"]): str(output["sha256"]) for output in record["outputs"]}
    except (KeyError, TypeError, ValueError):
        refuse(
            folder,
            f"{RECORD} was altered: its cycle, period, date or list of outputs cannot be read",
            AGAIN,
        )
    lacking = [f"{name}.csv" for name in TABLES if f"{name}.csv" not in outputs]
    if lacking:
        refuse(folder, f"{RECORD} does not list {', '.join(lacking)}", AGAIN)
    return record


def refuse(folder: Path, problem: str, hint: str) -> NoReturn:
    """Say why a folder is not taken as a finished run. Raises InputError."""
    raise InputError(folder, problem, f"{hint}.")
