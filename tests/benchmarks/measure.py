"""Measure whole processes: wall time, processor time and peak memory, two programs in turns."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Cost:
    """What one process took: seconds, seconds of processor time, and megabytes at the peak."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Pair:
    """Costs of two programs that ran in turns, the first beside the second each time."""

    one: tuple[Cost, ...]
    other: tuple[Cost, ...]

    def ratios(self, of: Callable[[Cost], float]) -> tuple[float, float, float]:
        """Median, least and greatest of one / other, turn by turn."""
        all_ = [of(a) / of(b) for a, b in zip(self.one, self.other, strict=True)]
        return statistics.median(all_), min(all_), max(all_)


def best_of(pair: Pair) -> Pair:
    """Of each program the one turn that took least processor time: what short commands are compared
    by, since anything else that the machine does only adds to it."""
    one, other = (min(costs, key=lambda cost: cost.cpu) for costs in (pair.one, pair.other))
    return Pair((one,), (other,))


def run(command: list[str], allowed: tuple[int, ...] = (0,)) -> Cost:
    """Run a command from the checkout and wait for it. Raises SystemExit where it fails."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | {
        "PYTHONPATH": str(ROOT)
    }
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise SystemExit(f"{' '.join(command)}\n{said.decode(errors='replace')}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6)


def in_turns(one: list[str], other: list[str], repeats: int, warm_up: bool = True) -> Pair:
    """Run both once to warm up, then in turns; who begins changes each time. Exit status 1 means
    findings: fine."""
    ones, others = [], []
    for turn in range(-1 if warm_up else 0, repeats):
        sides = [(one, ones), (other, others)]
        for command, costs in sides if turn % 2 else reversed(sides):
            cost = run(command, allowed=(0, 1))
            if turn >= 0:
                costs.append(cost)
    return Pair(tuple(ones), tuple(others))
