"""The same input gives the same bytes: on any day, in any process, time zone or locale, with lxml
or without."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sdg1241 import Run, read_run
from sdg1241.exports import workbook_bytes, write_run

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import hashlib, sys
from pathlib import Path
if sys.argv[3] == "without lxml":
    sys.modules["lxml"] = None
from openpyxl import LXML
import openpyxl.packaging.core, openpyxl.writer.excel, time
if sys.argv[3] == "with lxml":
    assert LXML
elif sys.argv[3] == "without lxml":
    assert not LXML
elif sys.argv[3] == "another day":
    import datetime as real
    class Later(real.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2031, 5, 17, 13, 14, 15, tzinfo=tz)
    class Module:
        datetime, timezone = Later, real.timezone
    openpyxl.writer.excel.datetime = Module
    time.time = lambda: 1_936_000_000.0
    here = time.localtime
    time.localtime = lambda seconds=None: here(1_936_000_000 if seconds is None else seconds)
from sdg1241 import compute, read_run
from sdg1241.exports import workbook_bytes
run = compute(sys.argv[1], 2020, edition="2020-10")
data = workbook_bytes(run, read_run(Path(sys.argv[2])), "fr")
print(hashlib.sha256(data).hexdigest())
"""


@pytest.fixture(scope="module")
def here(
    few: Path, run_of: Callable[..., Run], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """An earlier run, and the sum of the workbook made in this process."""
    earlier = tmp_path_factory.mktemp("earlier")
    write_run(earlier, run_of(few, 2020, "2026-10"))
    data = workbook_bytes(run_of(few), read_run(earlier), "fr")
    return earlier, hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("how", "environment"),
    [
        ("without lxml", {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"}),
        ("with lxml", {"PYTHONHASHSEED": "2", "TZ": "America/Los_Angeles", "LC_ALL": "C"}),
        ("another day", {"PYTHONHASHSEED": "3", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}),
    ],
)
def test_another_process_writes_the_same_bytes(
    how: str, environment: dict[str, str], few: Path, here: tuple[Path, str]
) -> None:
    if how == "with lxml":
        pytest.importorskip(
            "lxml", reason="lxml is not installed: its way of writing XML was not compared"
        )
    earlier, wanted = here
    command = [sys.executable, "-c", CHILD, str(few), str(earlier), how]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == wanted


def test_nothing_in_the_file_tells_when_or_where_it_was_written(sample_bytes: bytes) -> None:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(sample_bytes)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in parts.infolist()} == {0}
        about = parts.read("docProps/core.xml").decode()
    assert "created" not in about
    assert "modified" not in about
    assert "SDG indicator 12.4.1, cycle 2020" in about
