"""What lies behind a name is found out before anything is read: no pipe, device or giant is."""

import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sdg1241 import Rules, read_register, validate
from sdg1241.errors import InputError
from sdg1241.tables import content, is_ordinary, open_file, read_json, read_toml

SUBMISSIONS = "party,convention,obligation,item,received_on\nKEN,basel,focal_point,,2015-01-01\n"
MOMENT = 2.0  # seconds of processor time


@contextmanager
def within_moments() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < MOMENT


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    # a name of a socket may have 107 bytes only, so it is bound under a short one and moved
    short = Path(f"/tmp/{os.getpid()}.socket")  # noqa: S108
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(short))
    shutil.move(short, path)


def a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_folder(path: Path) -> None:
    path.mkdir()


def nothing(path: Path) -> None:
    assert not path.exists()


NO_FILES = [
    (a_pipe, "is no ordinary file"),
    (a_device, "is no ordinary file"),
    (a_socket, "cannot be read"),
    (a_folder, "is a folder"),
    (nothing, "does not exist"),
]


@pytest.mark.parametrize(("make", "problem"), NO_FILES)
@pytest.mark.parametrize("read", [content, open_file, read_json, read_toml])
def test_what_is_no_file_is_told_in_one_line(
    make: Callable[[Path], None], problem: str, read: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "submissions.csv"
    make(path)
    with within_moments(), pytest.raises(InputError, match=problem) as told:
        read(path)
    assert "\n" not in str(told.value) and not is_ordinary(path)


@pytest.mark.parametrize(("make", "problem"), NO_FILES[:4])
def test_a_register_that_is_no_file(
    make: Callable[[Path], None], problem: str, tmp_path: Path
) -> None:
    make(tmp_path / "submissions.csv")
    with within_moments(), pytest.raises(InputError, match=problem):
        read_register(tmp_path)


def test_more_bytes_than_are_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    path.write_bytes(b"#" * (2 << 20))
    with pytest.raises(InputError, match="is larger than 1 MB"):
        read_toml(path)
    assert content(path, 2 << 20) == path.read_bytes()


def test_a_folder_may_hold_what_no_one_reads(
    tmp_path: Path, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "submissions.csv").write_text(SUBMISSIONS, "utf-8")
    os.mkfifo(tmp_path / "x.txt")
    a_device(tmp_path / "zero.csv")
    a_folder(tmp_path / "other.csv")
    with (tmp_path / "notes.txt").open("wb") as file:
        file.truncate(1_500_000_000)
    opened: list[str] = []
    original = os.open

    def noting(path: str, *more: int) -> int:
        opened.append(Path(path).name)
        return original(path, *more)

    monkeypatch.setattr("sdg1241.tables.guard.os.open", noting)
    read: list[int] = []

    def blocks(*given: object) -> Iterator[bytes]:
        read.append(1)
        yield from real(*given)  # type: ignore[arg-type]

    from sdg1241.tables.csv_file import blocks as real

    monkeypatch.setattr("sdg1241.tables.csv_file.blocks", blocks)
    with within_moments():
        checked = validate(read_register(tmp_path), rules)
    # the ordinary file is looked at for its kind; of what is none not even that
    assert {"x.txt", "zero.csv", "other.csv"}.isdisjoint(opened)
    assert len(read) == 3  # the first lines, the header and the rows of the register
    assert checked.inputs["rows_accepted"].sum() == 1
    unread = checked.findings.rows(named=True)
    assert [f["value"] for f in unread if f["code"] == "file-not-read"] == ["notes.txt"]
