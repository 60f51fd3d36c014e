"""Golden data: every value that UNSD published in edition 2020-10 comes out of the sample
registers."""

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sdg1241 import Indicator, Rules, Run, aggregate
from sdg1241.reference import published_values
from sdg1241.scoring import parties_of

ROOT = Path(__file__).resolve().parents[1]
EDITION = "2020-10"
CYCLES = (2015, 2020)
COUNTRY_VALUES, AGGREGATES = 1558, 277
COUNTRY_TOLERANCE, AGGREGATE_TOLERANCE = 0.006, 0.02
WRONG_REGION, OWN_REGION, JORDAN = "753", "747", "JOR"
KEY = ["time_period", "series", "geo_area_m49"]
Runs = Callable[[int, str | None], Run]


@pytest.fixture(scope="module")
def countries(rules: Rules) -> pl.DataFrame:
    return published_values(EDITION).filter(
        pl.col("geo_area_m49").is_in(rules.reference.areas["m49"].implode())
    )


@pytest.fixture(scope="module")
def areas(rules: Rules) -> pl.DataFrame:
    return published_values(EDITION).filter(
        ~pl.col("geo_area_m49").is_in(rules.reference.areas["m49"].implode())
    )


def keyed(frame: pl.DataFrame, cycle: int, code: str, value: str, *others: str) -> pl.DataFrame:
    return frame.select(
        pl.lit(cycle, pl.Int32).alias("time_period"),
        "series",
        pl.col(code).alias("geo_area_m49"),
        pl.col(value).cast(pl.Float64).alias("computed"),
        *others,
    )


def indicators(sample_run: Runs, rules: Rules) -> Iterator[tuple[int, Indicator]]:
    """The indicator of both samples, with the groups of `rules`."""
    for cycle in CYCLES:
        run = sample_run(cycle, EDITION)
        yield cycle, run.indicator if rules is run.rules else aggregate(run.scored, rules)


def aggregates(sample_run: Runs, rules: Rules) -> pl.DataFrame:
    frames = [
        keyed(i.aggregates, cycle, "group_m49", "mean_score", "published", "convention")
        for cycle, i in indicators(sample_run, rules)
    ]
    return pl.concat(frames)


def off(pairs: pl.DataFrame, tolerance: float) -> pl.DataFrame:
    return pairs.filter((pl.col("value") - pl.col("computed")).abs() > tolerance + 1e-9).sort(KEY)


def with_jordan_misplaced(rules: Rules) -> Rules:
    """The rules with Jordan where the edition counted it: in 753 instead of 747."""
    jordan = (pl.col("member") == JORDAN) & (pl.col("group_m49") == OWN_REGION)
    groups = rules.reference.groups.with_columns(
        group_m49=pl.when(jordan).then(pl.lit(WRONG_REGION)).otherwise("group_m49")
    )
    named = dict(rules.reference.groups.select("group_m49", "group").unique().iter_rows())
    groups = groups.with_columns(group=pl.col("group_m49").replace_strict(named))
    return replace(rules, reference=replace(rules.reference, groups=groups))


def test_edition_2020_10_holds_as_many_values_as_the_method_says(
    countries: pl.DataFrame, areas: pl.DataFrame
) -> None:
    assert (countries.height, areas.height) == (COUNTRY_VALUES, AGGREGATES)
    assert not pl.concat([countries, areas]).select(KEY).is_duplicated().any()


def test_every_published_country_value_is_reproduced(
    sample_run: Runs, countries: pl.DataFrame
) -> None:
    computed = pl.concat(
        [keyed(sample_run(c, EDITION).scored.scores, c, "m49", "score") for c in CYCLES]
    )
    extra, missing = (
        computed.join(countries, on=KEY, how="anti").sort(KEY),
        countries.join(computed, on=KEY, how="anti").sort(KEY),
    )
    assert extra.is_empty(), extra.rows()
    assert missing.is_empty(), missing.rows()
    wrong = off(countries.join(computed, on=KEY), COUNTRY_TOLERANCE)
    assert wrong.is_empty(), wrong.rows()
    assert computed.height == COUNTRY_VALUES


def test_published_marks_exactly_the_published_aggregates(
    sample_run: Runs, rules: Rules, areas: pl.DataFrame
) -> None:
    computed = aggregates(sample_run, rules)
    marked = computed.filter("published").select(KEY)
    assert_frame_equal(marked.sort(KEY), areas.select(KEY).sort(KEY))
    unpublished = computed.filter(~pl.col("published"), pl.col("convention") != "all")
    assert unpublished.height == 61, "computable but unpublished"


def test_aggregates_are_reproduced_but_for_the_eleven_that_jordan_explains(
    sample_run: Runs, rules: Rules, areas: pl.DataFrame
) -> None:
    pairs = areas.join(aggregates(sample_run, rules), on=KEY)
    assert pairs.height == AGGREGATES
    wrong = off(pairs, AGGREGATE_TOLERANCE)
    assert wrong.height == 11
    assert set(wrong["geo_area_m49"]) == {OWN_REGION, WRONG_REGION}


def test_all_aggregates_are_reproduced_once_jordan_is_where_the_edition_had_it(
    sample_run: Runs, rules: Rules, areas: pl.DataFrame
) -> None:
    pairs = areas.join(aggregates(sample_run, with_jordan_misplaced(rules)), on=KEY)
    assert pairs.height == AGGREGATES
    wrong = off(pairs, AGGREGATE_TOLERANCE)
    assert wrong.is_empty(), wrong.rows()


def test_every_sample_row_is_accepted(sample_run: Runs) -> None:
    for cycle in CYCLES:
        checked = sample_run(cycle, EDITION).checked
        assert checked.inputs["rows_rejected"].sum() == 0
        assert set(checked.findings["severity"]) <= {"note"}, checked.findings


def no_parties(run: Run) -> pl.DataFrame:
    """Scores of the sample for countries that, by the shipped Party status, were no Parties at the
    period's end."""
    status = run.rules.reference.party_status.with_columns(withdrawn_on=pl.lit(None, pl.Date))
    return run.scored.scores.join(
        parties_of(status, run.scored.cycle), on=["party", "convention"], how="anti"
    )


def test_cycle_2015_was_published_for_24_countries_that_were_no_parties(sample_run: Runs) -> None:
    quirks = no_parties(sample_run(2015, EDITION))
    assert quirks.height == 24
    named = {("USA", "basel"), ("HTI", "basel"), ("MYS", "stockholm"), ("IRQ", "stockholm")}
    assert named < set(quirks.select("party", "convention").rows())
    assert no_parties(sample_run(2020, EDITION)).is_empty()


def test_the_readme_of_the_samples_names_those_countries(sample_run: Runs) -> None:
    text = (ROOT / "sample_data" / "README.md").read_text("utf-8")
    missing = [
        area
        for area in no_parties(sample_run(2015, EDITION))["area"].unique().sort()
        if area not in text
    ]
    assert not missing


def test_the_committed_samples_are_what_the_script_writes(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("rebuild", ROOT / "sample_data" / "rebuild.py")
    assert spec is not None
    assert spec.loader is not None
    rebuild = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rebuild)
    rebuild.main(tmp_path)
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert [str(path) for path in written] == [
        f"{cycle}/{name}.csv" for cycle in CYCLES for name in ("parties", "submissions")
    ]
    for path in written:
        assert (tmp_path / path).read_bytes() == (ROOT / "sample_data" / path).read_bytes(), path
