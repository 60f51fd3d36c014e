"""Damaged files lead to findings or one clear error: the inputs that once did not, and some new
ones."""

import random
from pathlib import Path

import pytest

from .mutate import mutated
from .seeds import seeds
from .target import failure

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.bin"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_an_input_that_once_failed(path: Path, tmp_path: Path) -> None:
    assert failure(path.read_bytes(), tmp_path, "command") is None


def test_damaged_files(tmp_path: Path) -> None:
    chance, pool = random.Random(2026), list(seeds().values())  # noqa: S311  (repeatable, not secret)
    for number in range(200):
        data = mutated(chance.choice(pool), pool, chance)
        assert failure(data, tmp_path, "validate" if number % 4 == 0 else "read") is None
