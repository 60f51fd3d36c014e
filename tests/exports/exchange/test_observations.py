from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sdg1241 import Rules, Run, compute, read_run
from sdg1241.errors import InputError, UsageError
from sdg1241.exports.exchange import Exchange, Settings, exchange, exchange_files, load_settings
from sdg1241.reference import load_reference, published_values, sdg_structure

# Jordan was counted in the wrong region of these two when cycle 2020 was first published.
JORDAN = ("747", "753")


def _with(run: Run, **facts: object) -> Run:
    return replace(run, record=run.record | facts)


def test_the_columns_are_the_components_in_their_order(plain: Exchange) -> None:
    assert plain.observations.columns == sdg_structure()[0]["component"].to_list()
    assert set(plain.observations.dtypes) == {pl.String}
    assert not any((plain.observations[c] == "").any() for c in plain.observations.columns)


def test_the_first_rows_read_as_unsd_writes_them(plain: Exchange) -> None:
    held = [
        c
        for c in plain.observations.columns
        if plain.observations[c].null_count() < plain.observations.height
    ]
    rows = [
        ",".join(v or "" for v in row) for row in plain.observations.select(held).head(3).rows()
    ]
    fixed = "_T,_T,_T,_T,_T,_T,_T,_T,_T,_T,_T,2020"
    assert rows == [
        f"A,G,SG_HAZ_CMRBASEL,1,{fixed},50.54054,A,0,PT,N,2015-2019,,UNEP,2026-10-01T00:00:00",
        f"A,G,SG_HAZ_CMRBASEL,2,{fixed},39.10256,A,0,PT,N,2015-2019,,UNEP,2026-10-01T00:00:00",
        f"A,G,SG_HAZ_CMRBASEL,4,{fixed},33.33333,A,0,PT,C,2015-2019,,UNEP,2026-10-01T00:00:00",
    ]


def test_rows_are_in_the_order_of_series_area_and_time(both: Exchange) -> None:
    keys = both.observations.select(
        "SERIES", pl.col("REF_AREA").cast(pl.Int64), "TIME_PERIOD"
    ).rows()
    assert keys == sorted(keys)
    assert both.name == "sdg_12_4_1_2015_2020"


def test_every_score_and_every_published_aggregate_leaves_and_nothing_else(
    finished: Callable[..., Run], rules: Rules
) -> None:
    run = finished(2020, "2020-10")
    scores, aggregates = run.tables["scores"], run.tables["aggregates"]
    kept, dropped = (
        aggregates.filter("published"),
        aggregates.filter(~pl.col("published"), pl.col("convention") != "all"),
    )
    assert not dropped.is_empty()
    expected = [
        (s, str(int(m)), f"{v.normalize():f}")
        for s, m, v in scores.select("series", "m49", "score").rows()
    ]
    expected += [
        (s, str(int(m)), f"{v.normalize():f}")
        for s, m, v in kept.select("series", "group_m49", "mean_score").rows()
    ]
    written = exchange([run], load_settings(), rules).observations
    assert sorted(written.select("SERIES", "REF_AREA", "OBS_VALUE").rows()) == sorted(expected)


def test_zero_is_a_value_with_status_a(plain: Exchange) -> None:
    zeros = plain.observations.filter(pl.col("OBS_VALUE") == "0")
    assert not zeros.is_empty()
    assert set(zeros["OBS_STATUS"]) == {"A"}
    assert plain.observations["OBS_VALUE"].null_count() == 0


def test_a_state_that_is_no_party_has_no_row(plain: Exchange, rules: Rules) -> None:
    united_states = "840"  # signed the Basel Convention, never became a Party
    basel = plain.observations.filter(pl.col("SERIES") == rules.convention("basel").series)
    assert united_states not in set(basel["REF_AREA"])
    assert united_states in set(plain.observations["REF_AREA"])


def test_the_european_union_is_audited_and_has_no_row(
    write_input: Callable[..., Path],
    write_quickly: Callable[[Path, Run], Path],
    tmp_path: Path,
    rules: Rules,
) -> None:
    row = "EUE,basel,focal_point,,2016-01-01,Invented for this test"
    folder = write_input(
        submissions=f"party,convention,obligation,item,received_on,reference\n{row}\n"
    )
    run = read_run(write_quickly(tmp_path / "run", compute(folder, 2020)))
    assert "EUE" in set(run.tables["audit"]["party"])
    data = exchange([run], load_settings(), rules)
    assert "EUE" not in set(data.areas["party"])
    assert set(data.observations["REF_AREA"]) <= set(sdg_structure()[1]["code"])


def test_countries_and_areas_have_their_own_nature(plain: Exchange) -> None:
    natures = plain.observations.join(plain.areas, on="REF_AREA").select(
        "NATURE", is_area=pl.col("party").is_null()
    )
    assert set(natures.rows()) == {("C", False), ("N", True)}


def test_area_codes_have_no_leading_zero_and_are_all_known(plain: Exchange) -> None:
    reference = load_reference()
    known = {code.lstrip("0") for code in (*reference.areas["m49"], *reference.groups["group_m49"])}
    assert set(plain.observations["REF_AREA"]) <= known
    assert "4" in set(plain.observations["REF_AREA"])


def test_the_rule_of_an_edition_shows_in_status_and_footnote(
    finished: Callable[..., Run], rules: Rules, plain: Exchange
) -> None:
    rows = exchange([finished(2020, "2020-10")], load_settings(), rules).observations
    said = dict(rows.select("SERIES", pl.struct("OBS_STATUS", "COMMENT_OBS")).unique().rows())
    assert said["SG_HAZ_CMRBASEL"] == {
        "OBS_STATUS": "B",
        "COMMENT_OBS": (
            "Cycle 2020: The report on 2019 was not yet due when the values were collected."
        ),
    }
    assert said["SG_HAZ_CMRSTHOLM"]["OBS_STATUS"] == "B"
    assert said["SG_HAZ_CMRROTDAM"] == {"OBS_STATUS": "A", "COMMENT_OBS": None}
    minamata = said["SG_HAZ_CMRMNMT"]
    assert minamata["OBS_STATUS"] == "A"  # no cycle before, but a list of its own
    assert minamata["COMMENT_OBS"].startswith("Cycle 2020: The first full report")
    assert set(plain.observations["OBS_STATUS"]) == {"A"}


@pytest.mark.parametrize(
    ("facts", "settings", "status"),
    [
        ({}, {}, "A"),
        ({"as_of": "2019-12-30"}, {}, "P"),
        ({"as_of": "2019-12-31"}, {}, "A"),
        ({"period": ["2025-01-01", "2029-12-31"]}, {}, "P"),
        ({"provisional": True}, {}, "P"),
        ({"as_of": "2019-12-30"}, {"provisional_when": "never"}, "A"),
        ({}, {"provisional_when": "always"}, "P"),
        ({}, {"provisional_when": "always", "provisional": "V"}, "V"),
    ],
)
def test_a_value_is_provisional_before_the_list_of_submissions_is_closed(
    finished: Callable[..., Run],
    rules: Rules,
    facts: dict[str, object],
    settings: dict[str, str],
    status: str,
) -> None:
    said = load_settings()
    said = replace(said, obs_status=said.obs_status | settings)
    rows = exchange([_with(finished(2020), **facts)], said, rules).observations
    assert set(rows["OBS_STATUS"]) == {status}
    provisional = rows["COMMENT_OBS"].fill_null("").str.starts_with("Provisional: ")
    assert provisional.all() if status != "A" else not provisional.any()


def test_a_delivery_after_the_periods_end_is_not_provisional(
    finished: Callable[..., Run], rules: Rules
) -> None:
    running = _with(finished(2020), period=["2025-01-01", "2029-12-31"])
    said = replace(load_settings(), last_update=date(2030, 3, 1))
    assert set(exchange([running], said, rules).observations["OBS_STATUS"]) == {"A"}


def test_provisional_goes_before_changed_and_the_footnote_says_both(
    finished: Callable[..., Run], rules: Rules
) -> None:
    run = _with(finished(2020, "2020-10"), as_of="2018-06-30")
    basel = exchange([run], load_settings(), rules).observations.filter(
        pl.col("SERIES") == "SG_HAZ_CMRBASEL"
    )
    assert set(basel["OBS_STATUS"]) == {"P"}
    assert basel["COMMENT_OBS"].str.contains("Provisional: .* Cycle 2020: ").all()


def test_own_footnotes_follow_the_notes_of_the_rules(both: Exchange, awkward: Settings) -> None:
    stockholm = both.observations.filter(
        pl.col("SERIES") == "SG_HAZ_CMRSTHOLM", pl.col("TIME_PERIOD") == "2020"
    )
    comment = stockholm["COMMENT_OBS"][0]
    assert comment.startswith("Cycle 2020: ")
    assert comment.endswith(f"{awkward.footnotes['all']} For <Stockholm> only.")
    others = both.observations.filter(pl.col("SERIES") != "SG_HAZ_CMRSTHOLM")
    assert not others["COMMENT_OBS"].str.contains("only").any()


def test_a_footnote_for_no_convention_is_refused(
    finished: Callable[..., Run], rules: Rules
) -> None:
    said = replace(load_settings(), footnotes={"basle": "A text."})
    with pytest.raises(UsageError, match=r"footnotes\.basle"):
        exchange([finished(2020)], said, rules)


def test_two_runs_of_one_cycle_are_refused(finished: Callable[..., Run], rules: Rules) -> None:
    with pytest.raises(UsageError, match="same cycle"):
        exchange([finished(2020), finished(2020, "2020-10")], load_settings(), rules)


def test_a_run_without_any_value_is_refused(finished: Callable[..., Run], rules: Rules) -> None:
    """An empty message would say that everything delivered before is to be replaced by nothing."""
    run = finished(2020)
    empty = replace(run, tables={name: table.clear() for name, table in run.tables.items()})
    with pytest.raises(UsageError, match="nothing to export"):
        exchange_files(exchange([empty], load_settings(), rules), ["sdmx-csv"])


def test_with_the_editions_decimals_the_values_are_those_published(
    finished: Callable[..., Run], rules: Rules
) -> None:
    runs = [finished(2020, "2020-10")]
    ours = exchange(runs, load_settings(), rules, as_published=True).observations
    published = published_values("2020-10").filter(pl.col("time_period") == 2020).select(
        SERIES="series", REF_AREA=pl.col("geo_area_m49").str.strip_chars_start("0"), value="value"
    )  # fmt: skip
    compared = ours.join(published, on=("SERIES", "REF_AREA"), how="full", coalesce=True)
    assert compared.height == published.height == 967
    differ = compared.filter(pl.col("OBS_VALUE").cast(pl.Float64).ne_missing(pl.col("value")))
    assert set(differ["REF_AREA"]) == set(JORDAN)
    assert differ.height == 5
    assert ours["OBS_VALUE"].str.contains(r"^[0-9]+(\.[0-9]{1,2})?$").all()


def test_fewer_decimals_need_the_members_of_the_run(
    finished: Callable[..., Run], rules: Rules
) -> None:
    groups = rules.reference.groups.filter(pl.col("member") != "JOR")
    others = replace(rules, reference=replace(rules.reference, groups=groups))
    with pytest.raises(InputError, match="cannot be repeated"):
        exchange([finished(2020, "2020-10")], load_settings(), others, as_published=True)
