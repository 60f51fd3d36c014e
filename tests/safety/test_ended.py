"""Ended by a signal, killed between two moves, or out of room: nothing is left lying about, and
what was begun is known."""

import errno
import fcntl
import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sdg1241 import Run, read_run
from sdg1241.answers import outstanding
from sdg1241.errors import OutputError
from sdg1241.exports import write_reminders
from sdg1241.runs import write_folder
from sdg1241.runs.files import part_of
from sdg1241.runs.replacing import JOURNAL, replace_all, settle

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., "subprocess.CompletedProcess[bytes]"]
Contents = Callable[[Path], dict[str, str]]


def is_held(folder: Path) -> bool:
    """Whether a run keeps others out of the folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    finally:
        os.close(handle)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_leaves_nothing_behind(
    command: Callable[..., list[str]],
    finished: Path,
    tmp_path: Path,
    contents: Contents,
    number: signal.Signals,
    status: int,
) -> None:
    """Sent as soon as the run holds its folder, while it computes."""
    scratch, folder = tmp_path / "scratch", shutil.copytree(finished, tmp_path / "run")
    scratch.mkdir()
    before = contents(folder)
    words = ("run", ROOT / "sample_data" / "2020", "--cycle", 2020, "--edition", "2020-10")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(scratch)}
    arguments = command(*words, "--output", folder)
    with subprocess.Popen(
        arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        until = time.monotonic() + 60
        while not is_held(folder) and run.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        assert run.poll() is None
        run.send_signal(number)
        said = run.communicate(timeout=60)[1]
    assert run.returncode == status, said
    assert said == b""
    assert list(scratch.iterdir()) == []
    assert contents(folder) == before


# ---- Killed between the removal of run.json and the last move ----


@pytest.fixture
def between(start: Start, small: Path, finished: Path, tmp_path: Path) -> Path:
    """Half of the files of 2015 are in place of those of 2020, the others wait beside theirs."""
    other, folder = tmp_path / "2015", shutil.copytree(finished, tmp_path / "run")
    assert start("run", small, "--cycle", 2015, "--output", other).returncode == 0
    sums = {
        name: [{"file": e["file"], "sha256": e["sha256"]} for e in read_run(path).record["outputs"]]
        for name, path in (("old", folder), ("new", other))
    }
    for name, path in (("old", folder), ("new", other)):
        data = (path / "run.json").read_bytes()
        sums[name].append({"file": "run.json", "sha256": _sha256(data)})
    journal = {"program": "sdg1241", "was": "run of cycle 2020", "now": "run of cycle 2015"}
    (folder / JOURNAL).write_text(json.dumps(journal | sums), "utf-8")
    (folder / "run.json").unlink()
    for at, entry in enumerate(sums["new"]):
        place = folder / entry["file"] if at < 3 else part_of(folder / entry["file"])
        shutil.copyfile(other / entry["file"], place)
    return folder


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_reader_is_told_what_was_being_replaced(start: Start, between: Path) -> None:
    done = start("compare", between, between)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"run.json is missing: the run of cycle 2015 was interrupted" in done.stderr
    assert b"while it replaced the run of cycle 2020" in done.stderr


def test_the_next_command_finishes_what_was_begun(
    between: Path, tmp_path: Path, contents: Contents
) -> None:
    settle(between)
    assert read_run(between).cycle == 2015
    exported = {name for name in contents(between) if name.startswith("exchange/")}
    assert {n: s for n, s in contents(between).items() if n not in exported} == contents(
        tmp_path / "2015"
    )
    settle(between)
    assert read_run(between).cycle == 2015


def test_what_cannot_be_finished_is_known_and_replaced(
    start: Start, small: Path, between: Path, tmp_path: Path, contents: Contents
) -> None:
    part_of(between / "run.json").unlink()
    done = start("run", small, "--cycle", 2015, "--output", between, "--force")
    assert done.returncode == 0, done.stderr
    assert {n: s for n, s in contents(between).items() if "/" not in n} == contents(
        tmp_path / "2015"
    )


def test_a_journal_that_lists_places_elsewhere_reaches_nothing(
    finished: Path, tmp_path: Path
) -> None:
    folder, mine = shutil.copytree(finished, tmp_path / "run"), tmp_path / "mine"
    mine.write_text("mine", "utf-8")
    entry = {"file": "../mine", "sha256": _sha256(b"mine")}
    new = {"file": "run.json", "sha256": _sha256((folder / "run.json").read_bytes())}
    journal = {"program": "sdg1241", "old": [entry], "new": [new]}
    (folder / JOURNAL).write_text(json.dumps(journal), "utf-8")
    settle(folder)
    assert mine.read_text("utf-8") == "mine"
    assert not (folder / JOURNAL).exists()


def test_the_folder_is_kept_by_the_system_after_the_last_move(
    small_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        events.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def moved(path: Path, target: Path) -> Path:
        events.append(f"move {target.name}")
        return replace(path, target)

    monkeypatch.setattr("sdg1241.runs.files.os.fsync", synced)
    monkeypatch.setattr(Path, "replace", moved)
    write_folder(tmp_path / "run", small_run, b"", {})
    last = events.index("move run.json")
    assert events[last - 1] == "folder", "the others are kept before the record says so"
    assert events[last + 1 :] == ["folder"]


def test_folders_below_are_kept_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    sync = os.fsync

    def synced(handle: int) -> None:
        kept.append(os.fstat(handle).st_ino)
        sync(handle)

    (tmp_path / "below").mkdir()
    monkeypatch.setattr("sdg1241.runs.files.os.fsync", synced)
    replace_all(tmp_path, {"below/scores.csv": b"1", "run.json": b"{}"}, {}, {})
    assert (tmp_path / "below" / "scores.csv").read_bytes() == b"1"
    assert {tmp_path.stat().st_ino, (tmp_path / "below").stat().st_ino} <= set(kept)


# ---- No room for all reminders ----


def test_a_full_disk_leaves_whole_reminders_and_says_which_are_missing(
    sample_run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, written = sample_run(2020), []
    parties = ["FJI", "KEN", "UGA"]
    table = outstanding(run.scored, run.rules, date(2020, 6, 30), parties)
    table = table.with_columns(state=pl.lit(""))
    sync = os.fsync

    def full(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            written.append(handle)
            if len(written) == 4:  # after the record, room for the next one, and one workbook
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    monkeypatch.setattr("sdg1241.runs.files.os.fsync", full)
    with pytest.raises(OutputError, match=r"record\.json lists those that are missing"):
        write_reminders(tmp_path, table, parties, run.scored, run.rules)
    record = json.loads((tmp_path / "record.json").read_text("utf-8"))
    there = {path.name for path in tmp_path.glob("outstanding_*.xlsx")}
    assert {entry["file"] for entry in record["outputs"]} == there
    assert set(record["missing"]) == {f"outstanding_{p}_2020.xlsx" for p in parties} - there
    assert there and record["missing"]
    assert not list(tmp_path.glob(".*"))
    monkeypatch.undo()
    assert write_reminders(tmp_path, table, parties, run.scored, run.rules) == 3
    assert json.loads((tmp_path / "record.json").read_text("utf-8"))["missing"] == []


def test_a_disk_without_room_for_all_reminders(start: Start, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=28k", "none", str(disk)],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("this account may not mount a small disk")
    try:
        asked = ("--group", "054", "--input", "sample_data/2020", "--cycle", 2020)
        done = start("outstanding", *asked, "--output", disk / "reminders")
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1), done.stderr
        assert b"record.json lists those that are missing" in done.stderr
        record = json.loads((disk / "reminders" / "record.json").read_text("utf-8"))
        there = {path.name for path in (disk / "reminders").glob("*.xlsx")}
        assert {entry["file"] for entry in record["outputs"]} == there
        assert record["missing"] and not there & set(record["missing"])
    finally:
        subprocess.run(["umount", str(disk)], check=True)  # noqa: S607
