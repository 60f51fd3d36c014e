"""`python -m tests.fuzz --inputs 100000`: damage files at random, look for anything but findings
and clear errors."""

import argparse
import hashlib
import random
import tempfile
import time
from pathlib import Path

from .mutate import mutated
from .seeds import seeds
from .target import failure

CORPUS = Path(__file__).parent / "corpus"


def main() -> None:
    """Run the fuzzer; failing inputs are kept in tests/fuzz/corpus/, where a test tries them
    again."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("--inputs", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--kinds", nargs="+", choices=seeds(), help="forms of file to begin with; default: all"
    )
    given = options.parse_args()
    chance = random.Random(given.seed)  # noqa: S311  (repeatable, not secret)
    CORPUS.mkdir(exist_ok=True)
    pool = [data for kind, data in seeds().items() if kind in (given.kinds or seeds())]
    failed, start = 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1, given.inputs + 1):
            data = mutated(chance.choice(pool), pool, chance)
            depth = "command" if number % 500 == 0 else "validate" if number % 10 == 0 else "read"
            wrong = failure(data, Path(folder), depth)
            if wrong:
                failed += 1
                name = hashlib.sha256(data).hexdigest()[:12]
                (CORPUS / f"{name}.bin").write_bytes(data)
                print(f"{name}: {wrong}", flush=True)
            if number % 5000 == 0:
                print(
                    f"{number} inputs, {failed} failed, {time.monotonic() - start:.0f} s",
                    flush=True,
                )
    print(f"{given.inputs} inputs, seed {given.seed}: {failed} failed")


if __name__ == "__main__":
    main()
