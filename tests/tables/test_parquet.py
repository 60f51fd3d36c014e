"""A Parquet file gives the texts that a CSV file would hold; a bad one costs one line."""

import os
import signal
import subprocess
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sdg1241.errors import InputError
from sdg1241.tables import Table, Wanted, open_file, parquet_file
from sdg1241.tables.guard import NotReadableError

TEXTS = pl.DataFrame({"a": ["x", "", None, " é "], "b": [None, None, None, "2"]})


def table_of(path: Path) -> Table:
    (sheet,) = open_file(path).sheets
    return sheet.table(set())


def written(frame: pl.DataFrame, path: Path, **options: Any) -> Path:
    frame.write_parquet(path, **options)
    return path


def test_text_and_blank_rows(tmp_path: Path) -> None:
    table = table_of(written(TEXTS, tmp_path / "t.parquet"))
    rows, broken = table.rows()
    assert (table.header, table.header_row, broken) == (["a", "b"], 1, [])
    assert rows.rows() == [(2, "x", None), (5, " é ", "2")]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([date(2020, 1, 31), None], ["2020-01-31", None]),
        ([datetime(2020, 1, 31), None], ["2020-01-31", None]),  # noqa: DTZ001
        ([datetime(2020, 1, 31, 12, 30), None], ["2020-01-31 12:30:00", None]),  # noqa: DTZ001
        ([2018, -7], ["2018", "-7"]),
        ([2018.0, 1.5], ["2018", "1.5"]),
        ([True, False], ["True", "False"]),
        ([Decimal("1.50"), None], ["1.50", None]),
        (pl.Series(["x", "y", None], dtype=pl.Categorical), ["x", "y", None]),
    ],
)
def test_typed_columns(values: Any, texts: list[str | None], tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": ["k"] * len(values), "b": values})
    rows, _ = table_of(written(frame, tmp_path / "t.parquet")).rows()
    assert rows["c1"].to_list() == texts


@pytest.mark.parametrize("joined", [(), (0,), (0, 1)])
@pytest.mark.parametrize("group", [7, 1_000, 100_000])
def test_row_groups_change_no_row(group: int, joined: tuple[int, ...], tmp_path: Path) -> None:
    numbers = pl.DataFrame({"a": pl.int_range(2, 2_502, eager=True), "b": ["x"] * 2_500})
    table = table_of(written(numbers, tmp_path / "t.parquet", row_group_size=group))
    pieces = list(table.pieces(Wanted(joined)))
    assert [n for p in pieces for n in p.row] == list(range(2, 2_502))
    texts = {(): lambda _: "", (0,): lambda n: f"{n}\x1f", (0, 1): lambda n: f"{n}\x1fx\x1f"}
    assert [t for p in pieces for t in p.joined] == [texts[joined](n) for n in range(2, 2_502)]


@pytest.mark.parametrize(
    "values", [[["x"], ["y"]], [{"x": 1}, {"x": 2}], [b"x", b"y"]], ids=["list", "struct", "bytes"]
)
def test_columns_of_more_than_single_values_are_refused(values: Any, tmp_path: Path) -> None:
    path = written(pl.DataFrame({"a": values}), tmp_path / "t.parquet")
    with pytest.raises(InputError, match="'a' holds no single values"):
        table_of(path)


def cut(data: bytes) -> bytes:
    return data[:-5]


def only_the_mark(data: bytes) -> bytes:
    return b"PAR1"


def with_noise_in_the_footer(data: bytes) -> bytes:
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    return data[:footer] + b"\xff" * 32 + data[footer + 32 :]


def with_noise_in_the_rows(data: bytes) -> bytes:
    return data[:4] + b"\xff" * 60 + data[64:]


@pytest.mark.parametrize(
    "damage", [cut, only_the_mark, with_noise_in_the_footer, with_noise_in_the_rows]
)
def test_a_damaged_file_is_told_in_one_line(
    damage: Callable[[bytes], bytes], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = written(pl.DataFrame({"a": ["x" * n for n in range(90)]}), tmp_path / "t.parquet")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(InputError, match=r"is (an incomplete|a damaged) Parquet file") as told:
        table_of(path).rows()
    assert "\n" not in str(told.value)
    assert capfd.readouterr() == ("", "")


def test_a_reader_that_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(TEXTS, tmp_path / "t.parquet")
    table = table_of(path)
    original = subprocess.Popen

    def killed(*args: Any, **how: Any) -> "subprocess.Popen[bytes]":
        process = original(*args, **how)
        os.kill(process.pid, signal.SIGKILL)
        return process

    monkeypatch.setattr("sdg1241.tables.parquet_file.subprocess.Popen", killed)
    with pytest.raises(InputError, match="reading it was ended"):
        table.rows()


def test_a_reader_that_stands_still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(TEXTS, tmp_path / "t.parquet")
    table = table_of(path)
    monkeypatch.setattr("sdg1241.tables.parquet_file.READ", "import time; time.sleep(60)")
    monkeypatch.setattr("sdg1241.tables.parquet_file.SECONDS", 0.2)
    with pytest.raises(InputError, match="reading it was ended"):
        table.rows()


def test_more_rows_than_the_bytes_can_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(pl.DataFrame({"a": ["x"] * 90_000}), tmp_path / "t.parquet")
    assert table_of(path).rows()[0].height == 90_000
    monkeypatch.setattr("sdg1241.tables.parquet_file.MOST_ROWS", 1_000)
    with pytest.raises(InputError, match="unpacks to far more"):
        table_of(path)


def test_a_file_of_lists_is_refused_before_any_list_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "lists.parquet"
    pl.DataFrame({"party": ["KEN"], "days": [[1, 2, 3]]}).write_parquet(path)
    parts = list(parquet_file._parts(path))
    assert [part.height for part in parts] == [0]
    with pytest.raises(NotReadableError, match="'days' holds no single values"):
        parquet_file.parquet_table(path)
