"""The program's side of the comparison: read, validate, score, aggregate, and the same four CSV
files as the peer.

python -m tests.benchmarks.ours REGISTER CYCLE TODAY OUTPUT
"""

import sys
from datetime import date
from pathlib import Path


def main(register: Path, cycle: int, today: date, output: Path) -> None:
    """The job without the workbook."""
    from sdg1241 import compute
    from sdg1241.runs import csv_bytes

    run = compute(register, cycle, today=today, skip_invalid=True)
    output.mkdir(parents=True, exist_ok=True)
    for name in ("scores", "rates", "aggregates", "findings"):
        (output / f"{name}.csv").write_bytes(csv_bytes(run.tables[name]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), date.fromisoformat(sys.argv[3]), Path(sys.argv[4]))
