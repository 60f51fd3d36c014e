"""What is fuzzed: reading and validating one file, and the commands on it; and what counts as a
failure."""

import contextlib
import io
import resource
import sys
import traceback
from datetime import date
from pathlib import Path

from sdg1241 import Sdg1241Error, load_rules, read_register, score, validate

TODAY = date(2026, 11, 24)
SLOWEST, LARGEST = 10.0, 512 << 20


def failure(data: bytes, folder: Path, depth: str = "validate") -> str | None:
    """What went wrong with these bytes as an input; None where the program behaved.

    It behaves when it either reports findings whose counts add up, or stops with one of its own
    errors. `depth` says how far to go: `read` the file, `validate` and score it, or `command`, the
    validate command as a user gives it.
    """
    path = folder / "submissions.csv"
    path.write_bytes(data)
    before = _peak()
    wrong, seconds = _tried(path, depth)
    grown = _peak() - before
    if seconds > SLOWEST:
        return f"took {seconds:.1f} s of processor time"
    if grown > LARGEST:
        return f"the process grew by {grown >> 20} MB"
    return wrong


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )


def _tried(path: Path, depth: str) -> tuple[str | None, float]:
    start = _processor_seconds()
    try:
        wrong = DEPTHS[depth](path)
    except Sdg1241Error as stopped:
        wrong = None if str(stopped).count("\n") == 0 else f"an error of several lines: {stopped!r}"
    except BaseException:
        wrong = traceback.format_exc(limit=-4)
    return wrong, _processor_seconds() - start


def _processor_seconds() -> float:
    """Of this process and the children it has waited for: a busy machine does not change it, as it
    does the clock."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def _read(path: Path) -> str | None:
    for source in read_register(path).sources:
        for piece in source.pieces((), None):
            heights = {piece.row.len(), piece.joined.len()}
            heights |= {piece.cells.height} if piece.cells.width else set()
            if len(heights) > 1 or len(set(piece.row)) < piece.row.len():
                return "a piece whose parts do not fit together"
    return None


def _library(path: Path) -> str | None:
    rules = load_rules()
    checked = validate(read_register(path), rules, TODAY)
    for read, accepted, rejected in checked.inputs.select(
        "rows_read", "rows_accepted", "rows_rejected"
    ).iter_rows():
        if read != accepted + rejected or min(read, accepted, rejected) < 0:
            return f"rows do not add up: {read} read, {accepted} accepted, {rejected} rejected"
    accepted = checked.inputs.filter(table="submissions")["rows_accepted"].sum()
    if checked.complete and checked.submissions["receipts"].sum() != accepted:
        return "other rows go on than were accepted"
    if checked.complete:
        score(checked, rules, 2020)
    return None


def _command(path: Path) -> str | None:
    from sdg1241.cli import cli

    out, err = io.StringIO(), io.StringIO()
    arguments = ["validate", str(path), "--report", str(path.with_name("report.xlsx"))]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli(arguments)
            status: object = 0
        except SystemExit as left:
            status = left.code
    said = err.getvalue()
    if status not in (0, 1, 2, None) or "Traceback" in said or "Unexpected fault" in said:
        return f"exit status {status}: {said[-600:]}"
    return None


DEPTHS = {"read": _read, "validate": _library, "command": _command}
