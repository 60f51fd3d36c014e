"""The progress bar: on a terminal, for work that lasts, and nowhere else."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.register import write_register
from tests.cli import pseudo_terminal

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")
ROOT = Path(__file__).resolve().parents[2]
# The program as a user starts it, but for what counts as large, as long, and as one piece.
START = """
from sdg1241.cli import main, progress
from sdg1241.tables import text
progress.WAIT, progress.LARGE, text.BLOCK = {wait}, {large}, 1 << 14
main()
"""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_register(tmp_path_factory.mktemp("register"), 2_000).parent


def on_terminal(out: Path, *arguments: object, wait: float = 0, large: int = 0) -> tuple[str, str]:
    """What a process says on stdout, a pipe, and on stderr, a terminal."""
    command = [sys.executable, "-c", START.format(wait=wait, large=large), *arguments]
    with out.open("wb") as stdout:
        said = pseudo_terminal.on_terminal(command, stdout)
    return out.read_text("utf-8"), said


def test_a_bar_on_a_terminal(register: Path, tmp_path: Path) -> None:
    stdout, stderr = on_terminal(tmp_path / "said", "validate", register)
    assert "Reading" in stderr and "100%" in stderr
    assert "Reading" not in stdout and "Rows read" in stdout


def test_none_for_what_is_done_at_once(register: Path, tmp_path: Path) -> None:
    assert "Reading" not in on_terminal(tmp_path / "said", "validate", register, wait=600)[1]
    assert "Reading" not in on_terminal(tmp_path / "said", "validate", register, large=1 << 30)[1]


def test_none_in_a_pipe(register: Path) -> None:
    command = [sys.executable, "-c", START.format(wait=0, large=0), "validate", str(register)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    assert done.returncode == 0
    assert done.stderr == ""


def test_quiet(register: Path, tmp_path: Path) -> None:
    run = ("run", register, "--cycle", 2020, "--skip-invalid", "--output", tmp_path / "out")
    stdout, stderr = on_terminal(tmp_path / "said", *run, "--quiet")
    assert stdout == ""
    assert "Reading" not in stderr and "Findings" in stderr
    assert (tmp_path / "out" / "run.json").exists()
