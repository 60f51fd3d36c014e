"""The folder of a run read back: what is believed, and what is refused in one line."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import polars as pl
import pytest

from sdg1241 import Rules, Run, load_rules, read_run
from sdg1241.answers import compare
from sdg1241.errors import InputError
from sdg1241.exports.exchange import exchange, load_settings
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


def _rewrite(folder: Path, name: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Change a table, and the sum of it in run.json, as an earlier version or a forger would."""
    data = change(pl.read_csv(folder / name, infer_schema=False)).write_csv().encode()
    (folder / name).write_bytes(data)
    _lists(folder, name, hashlib.sha256(data).hexdigest())


def _lists(folder: Path, name: str, total: str, instead: str = "") -> None:
    outputs = json.loads((folder / "run.json").read_text("utf-8"))["outputs"]
    for output in outputs:
        if output["file"] == name:
            output |= {"sha256": total, "file": instead or name}
    _edit(folder, outputs=outputs)


def _note(folder: Path, **facts: object) -> None:
    note = {"convention": "basel", "changed_since": None, "notes": []} | facts
    _edit(folder, rule_notes=[note])


def _fifo(folder: Path) -> None:
    (folder / "scores.csv").unlink()
    os.mkfifo(folder / "scores.csv")


def _link(folder: Path) -> None:
    (folder / "scores.csv").rename(folder.parent / "scores.csv")
    (folder / "scores.csv").symlink_to(folder.parent / "scores.csv")


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
        (lambda f: (f / "run.json").write_text("[" * 100_000), "run.json is not JSON"),
        (lambda f: _edit(f, cycle=2015), "its cycle is 2015, that of scores.csv is 2020"),
        (lambda f: _edit(f, cycle="2020"), "its cycle cannot be read"),
        (lambda f: _edit(f, cycle=True), "its cycle cannot be read"),
        (lambda f: _edit(f, cycle=float("inf")), "its cycle cannot be read"),
        (lambda f: _edit(f, edition="2020-10"), "its edition is 2020-10, that of scores.csv is"),
        (lambda f: _edit(f, edition=["2020-10"]), "its edition cannot be read"),
        (lambda f: _edit(f, provisional=True), "its provisional is true, that of"),
        (lambda f: _edit(f, period=["2010-01-01", "2014-12-31"]), "not that of cycle 2020"),
        (lambda f: _edit(f, period=["2019-12-31", "2015-01-01"]), "its period cannot be read"),
        (lambda f: _edit(f, period=["2015-01-01"]), "its period cannot be read"),
        (lambda f: _edit(f, as_of="2016-01-01"), "audit.csv counts what was received on"),
        (lambda f: _edit(f, as_of=20200101), "its as_of cannot be read"),
        (lambda f: _edit(f, rule_notes={"basel": 1}), "its rule_notes cannot be read"),
        (lambda f: _note(f, notes=[1]), "its rule_notes cannot be read"),
        (lambda f: _note(f, changed_since="2015"), "its rule_notes cannot be read"),
        (lambda f: _note(f, convention=None), "its rule_notes cannot be read"),
        (lambda f: _edit(f, conventions="basel"), "its conventions cannot be read"),
        (
            lambda f: _edit(f, conventions=["basel"]),
            "covers basel only, and audit.csv has minamata, montreal, rotterdam, stockholm too",
        ),
        (
            lambda f: _edit(f, conventions=sorted(load_rules().keys)),
            "and rates.csv has a rate over all",
        ),
        (lambda f: _edit(f, outputs=1), "its outputs cannot be read"),
        (lambda f: _lists(f, "scores.csv", "0", "../scores.csv"), "its outputs cannot be read"),
        (lambda f: _lists(f, "scores.csv", "0", "/etc/passwd"), "its outputs cannot be read"),
        (lambda f: _lists(f, "scores.csv", "0", "rates.csv"), "its outputs cannot be read"),
        (_fifo, "scores.csv is no ordinary file"),
        (_link, "scores.csv is no ordinary file"),
        (
            lambda f: _rewrite(f, "rates.csv", lambda t: t.with_columns(meets_all=pl.lit("yes"))),
            "rates.csv cannot be read as the table of a run",
        ),
        (
            lambda f: _rewrite(f, "audit.csv", lambda t: t.with_columns(received_on=pl.lit("1"))),
            "audit.csv cannot be read as the table of a run",
        ),
        (
            lambda f: _rewrite(f, "scores.csv", lambda t: t.drop("score")),
            "scores.csv has other columns than this version writes",
        ),
        (
            lambda f: _rewrite(f, "rates.csv", lambda t: t.with_columns(edition=pl.lit("2020-10"))),
            "its edition is 2026-10, that of rates.csv is 2020-10",
        ),
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
    assert "\n" not in str(refused.value)


LATER_COLUMNS = {
    "scores.csv": ["points_due", "maximum_due", "score_due", "provisional"],
    "rates.csv": ["provisional", "conventions_due", "transmission_rate_due"],
    "aggregates.csv": ["provisional", "mean_score_due", "parties_due", "parties_meeting_due"],
    "audit.csv": ["source_sheet", "role", "due_on", "on_time", "due"],
}


def test_a_column_that_an_earlier_version_did_not_have_is_blank(folder: Path, rules: Rules) -> None:
    now = read_run(folder)
    for name, columns in LATER_COLUMNS.items():
        _rewrite(folder, name, lambda table, gone=columns: table.drop(gone))
    _edit(folder, provisional="gone")
    earlier = read_run(folder)
    for name, columns in LATER_COLUMNS.items():
        table, whole = (run.tables[name.removesuffix(".csv")] for run in (earlier, now))
        assert table.columns == whole.columns
        assert all(table[column].null_count() == table.height for column in columns)
        assert table.drop(columns).equals(whole.drop(columns))
    assert earlier.provisional is False
    compared = compare(earlier, now, rules)
    assert set(compared.parties["direction"]) == {"same"}
    assert exchange([earlier], load_settings(), rules).observations.height > 900


def test_a_changed_cycle_is_not_exported(
    folder: Path, sdg1241: Callable[..., "CompletedProcess[str]"]
) -> None:
    _edit(folder, cycle=2015)
    done = sdg1241("export", folder, "--to", "unsd-csv")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "run.json was altered: its cycle is 2015" in done.stderr
    assert not (folder / "exchange").exists()
