"""The program's side of the comparison: read, validate, score, aggregate, and the same four CSV
files as the peer.

python -m tests.benchmarks.ours REGISTER CYCLE TODAY OUTPUT
"""

import sys
from datetime import date
from pathlib import Path


def main(register: Path, cycle: int, today: date, output: Path) -> None:
    """The job without the workbook."""
    from sdg1241 import aggregate, load_rules, read_register, score, validate
    from sdg1241.exports import csv_bytes, output_tables

    rules = load_rules()
    checked = validate(read_register(register), rules, today)
    scored = score(checked, rules, cycle)
    indicator = aggregate(scored, rules)
    output.mkdir(parents=True, exist_ok=True)
    tables = output_tables(scored, indicator, checked.findings)
    for name in ("scores", "rates", "aggregates", "findings"):
        (output / f"{name}.csv").write_bytes(csv_bytes(tables[name]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), date.fromisoformat(sys.argv[3]), Path(sys.argv[4]))
