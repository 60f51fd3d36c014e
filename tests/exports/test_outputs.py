"""The folder of an earlier run: what is accepted, what is refused, and the command that takes
it."""

import json
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sdg1241 import Run, read_run
from sdg1241.errors import OutputError
from sdg1241.exports import write_run
from sdg1241.runs.files import write_file

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def earlier(folder_2015: Path, tmp_path: Path) -> Path:
    """A copy of a finished run, to spoil."""
    return Path(shutil.copytree(folder_2015, tmp_path / "earlier"))


def test_a_finished_run_is_read_as_it_was_written(
    folder_2015: Path, sample_run: Callable[..., Run]
) -> None:
    previous = read_run(folder_2015)
    run = sample_run(2015, "2020-10")
    assert (previous.cycle, previous.edition, previous.as_of) == (2015, "2020-10", None)
    assert previous.tables["scores"]["score"].to_list() == run.scored.scores["score"].to_list()
    assert (
        previous.tables["rates"]["conventions"].to_list()
        == run.indicator.rates["conventions"].to_list()
    )
    assert (
        previous.tables["aggregates"]["published"].to_list()
        == run.indicator.aggregates["published"].to_list()
    )
    assert previous.conventions == {"basel", "rotterdam", "stockholm", "montreal"}
    assert previous.tables["scores"]["points"].dtype.is_decimal()
    assert previous.tables["scores"]["points"][0] == Decimal(run.scored.scores["points"][0])


def test_the_record_says_what_the_workbook_was_made_with(
    few: Path, run_of: Callable[..., Run], folder_2015: Path, tmp_path: Path
) -> None:
    previous = read_run(folder_2015)
    write_run(tmp_path, run_of(few), previous, "ar")
    record = json.loads((tmp_path / "run.json").read_text("utf-8"))
    beside = {"cycle": 2015, "edition": "2020-10", "sha256": previous.sha256}
    assert record["workbook"] == {"language": "ar", "previous": beside}


def test_run_sets_an_earlier_run_beside_in_a_language(
    sdg1241: Command, few: Path, folder_2015: Path, tmp_path: Path
) -> None:
    done = sdg1241(
        "run", few, "--cycle", 2020, "--edition", "2020-10", "--output", tmp_path,
        "--previous", folder_2015, "--language", "es",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    book = load_workbook(tmp_path / "sdg_12_4_1_2020.xlsx", read_only=True)
    head = next(row for row in book["Indicator"].iter_rows(values_only=True) if "ISO3" in row)
    assert "Convenio de Basilea 2015 (%)" in head
    assert "Convenio de Basilea variaci\u00f3n" in head


def test_run_refuses_an_altered_folder_before_it_writes(
    sdg1241: Command, few: Path, earlier: Path, tmp_path: Path
) -> None:
    (earlier / "scores.csv").write_text("party\n", "utf-8")
    output = tmp_path / "out"
    done = sdg1241("run", few, "--cycle", 2020, "--output", output, "--previous", earlier)
    assert (done.returncode, done.stdout) == (2, "")
    assert "scores.csv was altered after the run" in done.stderr
    assert "Traceback" not in done.stderr
    assert not output.exists()


def test_run_refuses_an_unknown_language(sdg1241: Command, few: Path, tmp_path: Path) -> None:
    done = sdg1241("run", few, "--cycle", 2020, "--output", tmp_path / "out", "--language", "de")
    assert done.returncode == 2
    assert "There are no names in language 'de'. Known: en, ar, zh, fr, ru, es." in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_interrupted_write_leaves_the_old_workbook_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sdg_12_4_1_2020.xlsx"
    write_file(path, b"old")

    def interrupted(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_file(path, b"a new workbook")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_earlier_run_as_it_was(
    few: Path, run_of: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(tmp_path, run_of(few))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    calls = count()

    def full(handle: int) -> None:
        if next(calls) == 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_run(tmp_path, run_of(few), None, "fr")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
