import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from sdg1241 import Run, read_run
from sdg1241.errors import InputError
from sdg1241.submissions import table_schema


@pytest.fixture(scope="module")
def kept(
    sample_run: Callable[[int, str | None], Run],
    write_quickly: Callable[[Path, Run], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    return write_quickly(tmp_path_factory.mktemp("finished"), sample_run(2020, None))


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return shutil.copytree(kept, tmp_path / "run")


def test_reading_back_gives_the_tables_that_were_written(
    folder: Path, sample_run: Callable[..., Run]
) -> None:
    run, read = sample_run(2020, None), read_run(folder)
    assert list(read.tables) == list(run.tables)
    for name, table in run.tables.items():
        assert read.tables[name].rows() == table.rows(), name
        assert read.tables[name].columns == table_schema(name).columns
    assert (read.cycle, read.edition, read.as_of) == (2020, "2026-10", None)
    assert read.sha256 == hashlib.sha256((folder / "run.json").read_bytes()).hexdigest()
    assert [day.isoformat() for day in read.period] == ["2015-01-01", "2019-12-31"]


def test_types_are_those_of_the_schema(folder: Path) -> None:
    scores = read_run(folder).tables["scores"].schema
    assert scores["m49"] == pl.String
    assert scores["cycle"] == pl.Int64
    assert scores["score"] == pl.Decimal(38, 5)
    assert scores["meets"] == pl.Boolean
    assert read_run(folder).tables["audit"].schema["received_on"] == pl.Date


def _edit(folder: Path, **keys: object) -> None:
    path = folder / "run.json"
    record = json.loads(path.read_text("utf-8")) | keys
    path.write_text(json.dumps({k: v for k, v in record.items() if v != "gone"}), "utf-8")


def _alter(folder: Path, name: str) -> None:
    text = (folder / name).read_text("utf-8")
    (folder / name).write_text(text.replace("33.33333", "33.33334", 1), "utf-8", newline="")


def _other_columns(folder: Path) -> None:
    data = (folder / "scores.csv").read_bytes().replace(b"party,m49", b"party,m50", 1)
    (folder / "scores.csv").write_bytes(data)
    record = json.loads((folder / "run.json").read_text("utf-8"))
    for output in record["outputs"]:
        if output["file"] == "scores.csv":
            output["sha256"] = hashlib.sha256(data).hexdigest()
    _edit(folder, outputs=record["outputs"])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda f: (f / "run.json").unlink(),
            "is not the folder of a finished run: run.json is missing",
        ),
        (lambda f: (f / "run.json").write_text("{"), "run.json is not JSON"),
        (lambda f: (f / "run.json").write_text("[]"), "run.json is not a record of sdg1241"),
        (lambda f: _edit(f, program="other"), "run.json is not a record of sdg1241"),
        (lambda f: _edit(f, rule_notes="gone"), "run.json has no rule_notes"),
        (lambda f: _edit(f, outputs=[{"file": "scores.csv"}]), "run.json was altered"),
        (lambda f: _edit(f, period=["2015", "never"]), "run.json was altered"),
        (lambda f: _edit(f, outputs=[]), "run.json does not list scores.csv"),
        (
            lambda f: (f / "aggregates.csv").unlink(),
            "aggregates.csv is missing, so the run is incomplete",
        ),
        (lambda f: _alter(f, "scores.csv"), "scores.csv was altered after the run"),
        (_other_columns, "scores.csv has other columns than this version writes"),
    ],
)
def test_an_incomplete_or_altered_folder_is_refused(
    folder: Path, spoil: Callable[[Path], object], message: str
) -> None:
    spoil(folder)
    with pytest.raises(InputError) as refused:
        read_run(folder)
    assert message in str(refused.value)
    assert str(refused.value).startswith(str(folder))
