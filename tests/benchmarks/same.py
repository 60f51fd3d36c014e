"""Whether the program and the peer found the same: the columns that both write, cell by cell."""

import csv
from collections.abc import Iterable
from pathlib import Path

BOTH = {
    "scores": ("party", "convention", "series", "score", "meets"),
    "rates": ("party", "m49", "conventions", "transmission_rate", "meets_all"),
    "aggregates": (
        "group_m49", "convention", "mean_score", "parties", "parties_meeting", "coverage", "published",
    ),
    "findings": ("code", "row", "column"),
}  # fmt: skip
# the peer knows no table of amendments, and judges a register without a cycle
OURS_ALONE = {"all-bound", "convention-without-rows", "counts-nowhere"}


def differences(ours: Path, peer: Path) -> list[str]:
    """What one of the two folders has and the other has not, one line each."""
    lines = []
    for table, columns in BOTH.items():
        one, other = (_rows(folder / f"{table}.csv", columns) for folder in (ours, peer))
        lines += [f"{table}: only here: {row}" for row in sorted(one - other)]
        lines += [f"{table}: only the peer: {row}" for row in sorted(other - one)]
    return lines


def _rows(path: Path, columns: Iterable[str]) -> set[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {
            tuple(row[c].lower() if row[c] in ("True", "False") else row[c] for c in columns)
            for row in csv.DictReader(file)
            if row.get("code") not in OURS_ALONE
        }
