"""The rule files that ship with the package: complete, distinct, and at one with schemas and
reference tables."""

import json
from pathlib import Path

import polars as pl

from sdg1241.reference import published_values
from sdg1241.rules import Rules, valid_items

ROOT = Path(__file__).resolve().parents[2]


def test_five_conventions_have_five_series(rules: Rules) -> None:
    series = {c.id: c.series for c in rules.conventions}
    assert len(set(series.values())) == len(series) == 5
    assert series["montreal"] == "SG_HAZ_CMRMNTRL"
    assert series["minamata"] == "SG_HAZ_CMRMNMT"
    assert set(series.values()) == set(published_values("2020-10")["series"])


def test_schemas_list_the_conventions_of_the_rule_files(rules: Rules) -> None:
    known = [c.id for c in rules.conventions]
    lists = []
    for path in sorted((ROOT / "schemas").glob("*.json")):
        for field in json.loads(path.read_text("utf-8"))["fields"]:
            if field["name"] == "convention" and "enum" in field.get("constraints", {}):
                lists.append(path.name)
                allowed = field["constraints"]["enum"]
                assert [c for c in allowed if c != "all"] == known, path.name
    assert {"submissions.json", "parties.json", "scores.json", "audit.json"} <= set(lists)


def test_every_obligation_says_where_it_comes_from(rules: Rules) -> None:
    for convention in rules.conventions:
        assert convention.obligations
        for duty in convention.obligations:
            assert duty.legal_basis.startswith("Article"), f"{convention.id}.{duty.id}"
            assert duty.unit.startswith("points per"), f"{convention.id}.{duty.id}"


def test_an_item_key_means_one_thing(rules: Rules) -> None:
    keys = valid_items(rules).select("convention", "code", "item")
    assert keys.is_duplicated().sum() == 0
    assert keys["item"].null_count() == 0


def test_each_cycle_is_five_calendar_years_and_named_for_the_year_after(rules: Rules) -> None:
    for cycle in rules.cycles:
        assert (cycle.starts.month, cycle.starts.day, cycle.ends.month, cycle.ends.day) == (
            1,
            1,
            12,
            31,
        )
        assert (cycle.id - cycle.starts.year, cycle.id - cycle.ends.year) == (5, 1)


def test_item_tables_have_distinct_keys(rules: Rules) -> None:
    for name, table in rules.reference.items.items():
        key = [c for c in ("convention", "item") if c in table.columns]
        assert table.select(key).is_duplicated().sum() == 0, name
        assert table.filter(
            pl.col("item") != pl.col("item").str.strip_chars().str.to_lowercase()
        ).is_empty(), name


def test_every_party_of_the_shipped_status_is_an_area_or_excluded(rules: Rules) -> None:
    listed = {*rules.reference.areas["iso3"], *rules.reference.not_areas["party"]}
    assert set(rules.reference.party_status["party"]) <= listed
    assert set(rules.reference.party_status["convention"]) == {c.id for c in rules.conventions}
    assert rules.reference.party_status.select("convention", "party").is_duplicated().sum() == 0


def test_groups_hold_areas_of_m49_and_every_group_has_its_level(rules: Rules) -> None:
    groups, levels = rules.reference.groups, rules.reference.levels
    assert set(groups["member"]) <= set(rules.reference.areas["iso3"])
    assert set(groups["group_m49"]) <= set(levels["group_m49"])
    assert groups["group_m49"].str.contains("^[0-9]{3}$").all()
