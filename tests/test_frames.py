"""Every frame that the package gives out is one that other tools take."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sdg1241 import Rules, Run, compute, read_run
from sdg1241.answers import (
    compare,
    completeness,
    explain,
    maxima_by_cycle,
    met,
    outstanding,
    reconcile,
    rule_book,
    what_if,
)
from sdg1241.reference import published_values, sdg_structure
from sdg1241.rules import load_proposal

ROOT = Path(__file__).resolve().parents[1]
DAY = date(2019, 6, 30)
PLAIN = {pl.String, pl.Date, pl.Boolean, pl.Int32, pl.Int64, pl.UInt32, pl.Float64, pl.Decimal}


def frames_of(name: str, found: object) -> Iterator[tuple[str, pl.DataFrame]]:
    """The frames of an answer: itself, its attributes, and what is in a mapping of it."""
    if isinstance(found, pl.DataFrame):
        yield name, found
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from frames_of(f"{name}[{key}]", value)
    elif is_dataclass(found):
        for field in fields(found):
            yield from frames_of(f"{name}.{field.name}", getattr(found, field.name))


@pytest.fixture(scope="module")
def frames(
    sample_run: Callable[..., Run],
    rules: Rules,
    write_quickly: Callable[[Path, Run], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, pl.DataFrame]:
    run, before = sample_run(2020, "2020-10"), sample_run(2015, "2020-10")
    running = compute(ROOT / "sample_data" / "2020", 2020, as_of=DAY, rules=rules)
    steps = running.checked, running.scored, running.indicator, rules
    proposal = load_proposal(ROOT / "sample_data" / "what_if.toml", rules)
    published = published_values("2020-10")
    answers = {
        "run": running.computation,
        "tables": dict(running.tables),
        "tables read back": dict(
            read_run(write_quickly(tmp_path_factory.mktemp("run"), running)).tables
        ),
        "completeness": completeness(running, rules, ("item", "region")),
        "met": met(running, rules),
        "explain": explain(*steps, "KEN"),
        "outstanding": outstanding(running.scored, rules, DAY),
        "compare": compare(before, run, rules),
        "what_if": what_if(running.checked, rules, proposal, 2020),
        "reconcile": reconcile([(run.checked, run.scored)], rules, published),
        "rule_book": rule_book(rules),
        "maxima": maxima_by_cycle(rules),
        "reference": rules.reference,
        "structure": dict(zip(("components", "codes"), sdg_structure(), strict=True)),
    }
    return dict(frames_of("", answers))


def test_the_frames_are_those_of_every_answer(frames: dict[str, pl.DataFrame]) -> None:
    names = {re.split(r"[\[\]]", name)[1] for name in frames}
    assert len(names) == 14
    for name in ("[run].scored.scores", "[run].indicator.rates", "[tables][audit]"):
        assert frames[name].height > 100
    assert not [name for name, frame in frames.items() if frame.width == 0]


def test_no_frame_has_a_type_of_polars_alone(frames: dict[str, pl.DataFrame]) -> None:
    odd = {
        f"{name}.{column}": kind
        for name, frame in frames.items()
        for column, kind in frame.schema.items()
        if kind.base_type() not in PLAIN
    }
    assert odd == {}


def test_arrow_takes_each_and_gives_it_back(frames: dict[str, pl.DataFrame]) -> None:
    pytest.importorskip("pyarrow")
    for name, frame in frames.items():
        back = pl.from_arrow(frame.to_arrow())
        assert isinstance(back, pl.DataFrame)
        assert back.schema == frame.schema, name
        assert back.equals(frame), name


def test_parquet_holds_each(frames: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    for n, frame in enumerate(frames.values()):
        path = tmp_path / f"{n}.parquet"
        frame.write_parquet(path)
        assert_frame_equal(pl.read_parquet(path), frame)


def test_another_reader_of_parquet_reads_the_same(
    frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    scores = frames["[tables][scores]"]
    scores.write_parquet(tmp_path / "scores.parquet")
    table = parquet.read_table(tmp_path / "scores.parquet")
    assert table["score"].to_pylist() == scores["score"].to_list()
    assert table["m49"].to_pylist() == scores["m49"].to_list()


def test_pandas_takes_each(frames: dict[str, pl.DataFrame]) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    for name, frame in frames.items():
        assert frame.to_pandas().shape == frame.shape, name
    scores = frames["[run].scored.scores"]
    assert list(scores.to_pandas()["score"]) == scores["score"].to_list()


def test_duckdb_takes_each(frames: dict[str, pl.DataFrame]) -> None:
    duckdb = pytest.importorskip("duckdb")
    for name, frame in frames.items():
        taken = duckdb.sql("select * from frame")  # by the name of the variable
        assert taken.columns == frame.columns, name
        assert len(taken.fetchall()) == frame.height, name
    scores = frames["[run].scored.scores"]
    [(points,)] = duckdb.sql("select sum(points) from scores").fetchall()
    assert points == scores["points"].sum()


def test_the_documented_cast_gives_plain_numbers(frames: dict[str, pl.DataFrame]) -> None:
    for name, frame in frames.items():
        cast = frame.with_columns(pl.selectors.decimal().cast(pl.Float64))
        assert json.dumps(cast.to_dicts(), default=date.isoformat, allow_nan=False), name
        if "score" in frame.columns:  # no decimal is lost on the way
            assert cast["score"].cast(frame.schema["score"]).equals(frame["score"]), name


def test_a_share_over_the_whole_is_the_score(sample_run: Callable[..., Run]) -> None:
    run = sample_run(2020)
    for score, share in run.scored.scores.select("score", "share").iter_rows():
        assert abs(100 * share / Decimal(run.scored.whole) - score) <= Decimal("0.000005")


def test_the_page_about_python_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    text = (ROOT / "docs" / "python.md").read_text("utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(code.replace("sample_data/2020", str(ROOT / "sample_data/2020")), names)  # noqa: S102
    rows = names["rows"]
    assert isinstance(rows, list)
    assert isinstance(rows[0]["score"], float)
    assert (tmp_path / "scores.parquet").exists()
