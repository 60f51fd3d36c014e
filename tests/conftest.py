"""What the tests share: the rules, the sample runs, small inputs, and the command as a user starts
it."""

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from sdg1241 import Rules, Run, compute, load_rules
from sdg1241.runs import write_folder

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "sample_data"


@cache
def _run(folder: Path, cycle: int, edition: str | None) -> Run:
    return compute(folder, cycle, edition=edition)


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules()


@pytest.fixture(scope="session")
def sample_run() -> Callable[[int, str | None], Run]:
    """`sample_run(2020, "2020-10")`: the sample register of a cycle, computed once for the whole
    session."""
    return lambda cycle, edition=None: _run(SAMPLES / str(cycle), cycle, edition)


@pytest.fixture
def write_input(tmp_path: Path) -> Callable[..., Path]:
    """`write_input(submissions="...", parties="...")`: a folder of input tables from CSV text."""

    def write(**tables: str) -> Path:
        folder = tmp_path / "input"
        folder.mkdir(exist_ok=True)
        for name, text in tables.items():
            (folder / f"{name}.csv").write_text(text, "utf-8", newline="")
        return folder

    return write


@pytest.fixture(scope="session")
def sdg1241() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """`sdg1241("run", ...)`: the program in a process of its own, as a user starts it."""

    def call(*args: object, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "sdg1241", *map(str, args)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=cwd, check=False)

    return call


@pytest.fixture(scope="session")
def write_quickly() -> Callable[[Path, Run], Path]:
    """`write_quickly(folder, run)`: as `write_run`, with an empty file in place of the workbook."""

    def write(folder: Path, run: Run) -> Path:
        write_folder(folder, run, b"", {})
        return folder

    return write
