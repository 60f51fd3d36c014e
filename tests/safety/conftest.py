"""A small register, finished runs of it, and the program started with control over its
surroundings."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sdg1241 import Run, compute

ROOT = Path(__file__).resolve().parents[2]
PARTIES = "party,convention,entry_into_force\nAFG,basel,2000-01-01\nKEN,basel,2000-01-01\nKEN,minamata,2018-01-01\n"
SUBMISSIONS = (
    "party,convention,obligation,item,received_on\nKEN,basel,annual_report,2016,2017-11-02\n"
    "KEN,minamata,national_focal_point,,2018-02-01\n"
)


@pytest.fixture(scope="session")
def command() -> Callable[..., list[str]]:
    """`command("run", ...)`: the program as a list of arguments for a process."""
    return lambda *args: [sys.executable, "-m", "sdg1241", *map(str, args)]


@pytest.fixture(scope="session")
def start(command: Callable[..., list[str]]) -> Callable[..., "subprocess.CompletedProcess[bytes]"]:
    """`start("run", ..., env={"TZ": ...}, cwd=...)`: run the program; `env` adds, None takes away.
    Output is bytes."""

    def call(*args: object, env: dict[str, str | None] | None = None, **how: object) -> object:
        changed = os.environ | {"PYTHONPATH": str(ROOT)} | (env or {})
        given = {name: value for name, value in changed.items() if value is not None}
        how = {
            "cwd": ROOT,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "timeout": 120,
        } | how
        return subprocess.run(command(*args), env=given, check=False, **how)  # type: ignore[call-overload]

    return call


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An input of two Parties. Invented."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "submissions.csv").write_text(SUBMISSIONS, "utf-8")
    (folder / "parties.csv").write_text(PARTIES, "utf-8")
    return folder


@pytest.fixture(scope="session")
def small_run(small: Path) -> Run:
    """The small input, computed for cycle 2020."""
    return compute(small, 2020)


@pytest.fixture(scope="session")
def contents() -> Callable[[Path], dict[str, str]]:
    """`contents(folder)`: each file below it, hidden ones too, with its SHA-256; links by where
    they point."""

    def read(folder: Path) -> dict[str, str]:
        found = {}
        for path in sorted(folder.rglob("*")):
            if path.is_symlink():
                found[path.relative_to(folder).as_posix()] = f"-> {path.readlink()}"
            elif path.is_file():
                found[path.relative_to(folder).as_posix()] = hashlib.sha256(
                    path.read_bytes()
                ).hexdigest()
        return found

    return read


@pytest.fixture(scope="session")
def finished(
    start: Callable[..., "subprocess.CompletedProcess[bytes]"],
    small: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The folder of a finished run with every export; copy it before changing it."""
    folder = tmp_path_factory.mktemp("finished") / "run"
    formats = ("sdmx-csv", "sdmx-ml", "unsd-csv", "unsd-xlsx", "sdmx-converter", "open-sdg")
    exports = [word for name in formats for word in ("--export", name)]
    done = start(
        "run", small, "--cycle", 2020, "--edition", "2020-10", "--output", folder, *exports
    )
    assert done.returncode == 0, done.stderr
    return folder
