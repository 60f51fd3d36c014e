"""Killed, failing, at the same time as another, or with the disk full: outputs are whole, and a
broken set is told."""

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sdg1241 import Run, write_run
from sdg1241.errors import InputError, OutputError
from sdg1241.runs import held, read_run
from sdg1241.runs.files import part_of
from sdg1241.runs.replacing import JOURNAL

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., "subprocess.CompletedProcess[bytes]"]
Contents = Callable[[Path], dict[str, str]]
Command = Callable[..., list[str]]

# Writes the files of one finished run over those of another, killed at each step of the file system
# in turn: the first time before anything is opened, the last time after everything is done. Each
# attempt is a process of its own.
KILLED_AT_EACH_STEP = """
import os, shutil, signal, sys
from pathlib import Path
from sdg1241.runs.folder import _own
from sdg1241.runs.replacing import replace_all
before, after, place = map(Path, sys.argv[1:])
names = [p.name for p in sorted(after.iterdir()) if p.is_file() and p.name != "run.json"] + ["run.json"]
files = {name: (after / name).read_bytes() for name in names}
step = 0
while True:
    folder = shutil.copytree(before, place / str(step))
    child = os.fork()
    if child == 0:
        left = step
        def hook(event, arguments):
            global left
            if event in ("open", "os.remove", "os.rename", "os.mkdir", "os.scandir"):
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(hook)
        replace_all(folder, files, _own(folder), {"was": "one", "now": "other"})
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
    step += 1
"""


def whole_or_refused(folder: Path) -> bool:
    """Whether the folder is read as a finished run; fails where what is read is not what its record
    lists."""
    try:
        run = read_run(folder)
    except InputError as refused:
        assert "\n" not in str(refused)
        return False
    listed = {output["file"] for output in run.record["outputs"]}
    tables = {
        p.name
        for p in folder.iterdir()
        if p.suffix in {".csv", ".xlsx"} and not p.name.startswith(".")
    }
    assert tables <= listed, "a file of another run lies beside those of this one"
    assert json.loads((folder / "datapackage.json").read_text("utf-8"))["name"].endswith(
        str(run.cycle)
    )
    return True


def test_killed_at_each_step_of_writing(
    start: Start, small: Path, finished: Path, tmp_path: Path, contents: Contents
) -> None:
    other, place = tmp_path / "2015", tmp_path / "killed"
    assert start("run", small, "--cycle", 2015, "--output", other).returncode == 0
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    arguments = [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        KILLED_AT_EACH_STEP,
        str(finished),
        str(other),
        str(place),
    ]
    subprocess.run(arguments, env=environment, check=True, timeout=120)
    left = sorted(place.iterdir(), key=lambda folder: int(folder.name))
    earlier, outcomes = contents(finished), []
    for folder in left:
        whole = whole_or_refused(folder)
        outcomes.append(read_run(folder).cycle if whole else None)
        if outcomes[-1] == 2020:
            found = contents(folder)
            assert {name: found[name] for name in earlier} == earlier
    assert len(left) > 25
    order = [cycle for at, cycle in enumerate(outcomes) if at == 0 or outcomes[at - 1] != cycle]
    assert order == [
        2020,
        None,
        2015,
    ], "the earlier run, then nothing that is accepted, then the later run"
    broken = left[outcomes.index(None) + 5]
    assert start("run", small, "--cycle", 2015, "--output", broken).returncode == 0
    assert contents(broken) == contents(other)


def test_a_killed_command_leaves_the_earlier_run_or_a_refused_folder(
    start: Start, command: Command, small: Path, finished: Path, tmp_path: Path, contents: Contents
) -> None:
    """Real runs killed at delays spread over the life of one, each into the folder of an earlier
    run."""
    arguments = command(
        "run",
        small,
        "--cycle",
        2015,
        "--output",
        tmp_path / "out",
        "--export",
        "sdmx-csv",
        "--force",
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    begun = time.monotonic()
    subprocess.run(arguments, env=environment, check=True, capture_output=True)
    life = time.monotonic() - begun
    earlier = contents(finished)
    for part in (0.5, 0.8, 0.9, 0.97):
        shutil.rmtree(tmp_path / "out")
        folder = shutil.copytree(finished, tmp_path / "out")
        with subprocess.Popen(
            arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as run:
            time.sleep(life * part)
            run.kill()
        found = contents(folder)
        if whole_or_refused(folder) and read_run(folder).cycle == 2020:
            assert {name: found[name] for name in earlier} == earlier
    done = subprocess.run(arguments, env=environment, check=True, capture_output=True)
    assert done.returncode == 0
    assert not [name for name in contents(folder) if ".part" in name or "2020" in name]


@pytest.mark.parametrize("words", [("compare", "{}", "{}"), ("export", "{}", "--to", "sdmx-csv")])
def test_an_interrupted_folder_is_told_in_one_line(
    start: Start, finished: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    folder = shutil.copytree(finished, tmp_path / "run")
    (folder / "run.json").unlink()
    done = start(*(word.format(folder) for word in words))
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"run.json is missing" in done.stderr


def test_what_a_killed_run_left_is_removed_and_other_files_stay(
    start: Start, small: Path, finished: Path, tmp_path: Path, contents: Contents
) -> None:
    folder = shutil.copytree(finished, tmp_path / "run")
    (folder / "run.json").unlink()
    names = [path.name for path in finished.iterdir() if path.is_file()]
    for name in names:
        part_of(folder / name).write_bytes(b"half")
    (folder / ".notes.txt.part").write_text("mine", "utf-8")
    words = ("run", small, "--cycle", 2015, "--output", folder)
    done = start(*words)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1), "nothing says whose they are"
    files = [{"file": name, "sha256": "0" * 64} for name in names]
    (folder / JOURNAL).write_text(json.dumps({"program": "sdg1241", "old": [], "new": files}))
    done = start(*words, "--force")
    assert done.returncode == 0, done.stderr
    assert [name for name in contents(folder) if name.endswith(".part")] == [".notes.txt.part"]
    assert not (folder / JOURNAL).exists()


# ---- Two at once ----


def test_of_two_runs_into_one_folder_the_second_is_told(
    start: Start, command: Command, small: Path, finished: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(finished, tmp_path / "run")
    arguments = command("run", small, "--cycle", 2020, "--edition", "2020-10", "--output", folder)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    both = [
        subprocess.Popen(arguments, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in "ab"
    ]
    said = [run.communicate(timeout=120)[1] for run in both]
    statuses = sorted(run.returncode for run in both)
    assert statuses in ([0, 0], [0, 2]), said  # they may miss each other on a busy machine
    assert all(
        b"another run is writing there" in text
        for run, text in zip(both, said, strict=True)
        if run.returncode
    )
    assert read_run(folder).cycle == 2020
    with held(folder):
        for words in (
            ("run", small, "--cycle", 2020, "--output", folder),
            ("export", folder, "--to", "unsd-csv"),
        ):
            done = start(*words)
            assert done.returncode == 2
            assert done.stderr.count(b"\n") == 1
            assert b"another run is writing there" in done.stderr
    assert read_run(folder).cycle == 2020


def test_two_threads_of_a_program_are_two_runs(tmp_path: Path) -> None:
    import threading

    refused = []

    def second() -> None:
        try:
            with held(tmp_path):
                pass
        except OutputError as fault:
            refused.append(str(fault))

    with held(tmp_path), held(tmp_path):  # what is held may be held again by its holder
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(refused) == 1


def test_a_system_without_file_locks_still_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdg1241.runs.files.fcntl", None)
    with held(tmp_path / "out"):
        (tmp_path / "out" / "file").touch()
    assert (tmp_path / "out" / "file").exists()


# ---- No room, no right ----


@pytest.mark.parametrize("room", range(8))
def test_a_disk_that_fills_up_leaves_the_earlier_run(
    room: int,
    small_run: Run,
    finished: Path,
    tmp_path: Path,
    contents: Contents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, written = shutil.copytree(finished, tmp_path / "run"), []
    before = contents(folder)

    def full(handle: int) -> None:
        written.append(handle)
        if len(written) > room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("sdg1241.runs.files.os.fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        write_run(folder, small_run, force=True)
    assert contents(folder) == before


def test_no_room_for_a_file_of_that_size(
    start: Start, small: Path, finished: Path, tmp_path: Path
) -> None:
    """A limit on the size of files stands for a full disk. Nothing goes into temporary files, so it
    is an output that does not fit."""
    folder = shutil.copytree(finished, tmp_path / "run")

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000))

    without_lxml: dict[str, str | None] = {
        "OPENPYXL_LXML": "False"
    }  # as in an install without extras
    words = ("run", small, "--cycle", 2020, "--output", folder, "--force")
    done = start(*words, preexec_fn=limit, env=without_lxml)
    assert done.returncode == 2
    assert b"File too large" in done.stderr.splitlines()[0]
    assert read_run(folder).cycle == 2020


def test_a_tiny_disk(start: Start, small: Path, tmp_path: Path, contents: Contents) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(disk)],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("this account may not mount a small disk")
    try:
        done = start("run", small, "--cycle", 2020, "--output", disk / "out")
        assert done.returncode == 2
        assert done.stderr.count(b"\n") == 1
        assert b"No space left" in done.stderr
        assert contents(disk) == {}
    finally:
        subprocess.run(["umount", str(disk)], check=True)  # noqa: S607


def test_places_that_cannot_be_written(
    start: Start, small: Path, finished: Path, tmp_path: Path
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file", "utf-8")
    places = [taken / "below"]
    if Path("/proc/self").exists():
        places.append(Path("/proc/nowhere"))
    for place in places:
        for words in (
            ("run", small, "--cycle", 2020, "--output", place),
            ("export", finished, "--to", "unsd-csv", "--output", place),
            ("template", "basel", "--cycle", 2020, "--output", place / "basel.xlsx"),
        ):
            done = start(*words)
            assert (done.returncode, done.stderr.count(b"\n")) == (2, 1), done.stderr
            assert b"cannot be written" in done.stderr


def test_a_device_is_not_replaced(start: Start) -> None:
    done = start("template", "basel", "--cycle", 2020, "--output", "/dev/null", "--parties", "KEN")
    assert done.returncode == 2
    assert Path("/dev/null").is_char_device()
    assert b"no ordinary file" in done.stderr
