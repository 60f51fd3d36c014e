"""The peer of the benchmarks computes what the program computes; the registers are the same
everywhere."""

import hashlib
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from .lookups import write_lookups
from .measure import ROOT, Cost, Pair, best_of
from .ours import main as ours
from .register import DAMAGED_ONE_IN, facts, write_register
from .same import differences

TODAY = date(2026, 10, 31)
SHA256 = "a9b9823401dfaa8f809d1e8643e0470c2b2d66c05bc9543f0a6591913639983a"
CACHE = Path.home() / ".cache" / "sdg1241-benchmarks"


@pytest.fixture(scope="session")
def peer_python() -> str:
    python = (
        CACHE
        / "environments"
        / "peer"
        / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    )
    if not python.exists():
        pytest.skip("no environment with pandas; 'python -m tests.benchmarks --quick' makes one")
    return str(python)


@pytest.mark.parametrize(
    ("register", "cycle"),
    [("2015", 2015), ("2020", 2020), (100_000, 2015), (100_000, 2020)],
    ids=str,
)
def test_the_peer_gives_the_same_numbers(
    register: str | int, cycle: int, peer_python: str, tmp_path: Path
) -> None:
    if isinstance(register, str):
        folder = ROOT / "sample_data" / register
    else:
        folder = tmp_path / "register"
        write_register(folder, register)
    write_lookups(tmp_path / "lookups", cycle, TODAY)
    ours(folder, cycle, TODAY, tmp_path / "ours")
    command = [
        peer_python,
        str(ROOT / "tests" / "benchmarks" / "peer.py"),
        str(folder),
        str(tmp_path / "lookups"),
    ]
    subprocess.run([*command, str(tmp_path / "peer")], check=True)
    assert differences(tmp_path / "ours", tmp_path / "peer") == []


def test_a_difference_is_seen(tmp_path: Path) -> None:
    write_register(tmp_path, 2_000)
    ours(tmp_path, 2020, TODAY, tmp_path / "one")
    ours(tmp_path, 2015, TODAY, tmp_path / "other")
    assert differences(tmp_path / "one", tmp_path / "other")


def test_a_register_is_the_same_everywhere(tmp_path: Path) -> None:
    path = write_register(tmp_path, 20_000)
    assert path.read_bytes().count(b"\n") == 20_001
    assert hashlib.sha256(path.read_bytes()).hexdigest() == SHA256


def test_a_longer_register_begins_like_a_shorter_one(tmp_path: Path) -> None:
    short, long = (write_register(tmp_path / str(n), n).read_bytes() for n in (1_000, 3_000))
    assert long.startswith(short)


def test_some_twenty_thousand_facts(rules) -> None:
    assert 19_000 < facts(rules).height < 22_000
    assert DAMAGED_ONE_IN == 1_000


def test_the_best_turn_is_the_one_of_least_processor_time() -> None:
    pair = Pair((Cost(9, 2, 1), Cost(1, 3, 1)), (Cost(2, 4, 1), Cost(3, 1, 1)))
    assert best_of(pair) == Pair((Cost(9, 2, 1),), (Cost(3, 1, 1),))


def test_ratios_are_of_runs_side_by_side() -> None:
    pair = Pair(
        (Cost(2, 1, 1), Cost(9, 1, 1), Cost(4, 1, 1)), (Cost(1, 1, 1), Cost(3, 1, 1), Cost(4, 1, 1))
    )
    assert pair.ratios(lambda c: c.wall) == (2, 1, 3)
