"""The mapping file that ships, and files that must be refused."""

from pathlib import Path

import polars as pl
import pytest

from sdg1241 import Rules
from sdg1241.errors import RuleFileError
from sdg1241.imports import Mapping, import_informea, load_mapping, shipped_mapping

BAD = Path(__file__).parent / "bad_mappings"
REFUSALS = {
    "unknown_key": "treaties.colour: unknown key",
    "unknown_top_key": "colour: unknown key",
    "unknown_convention": "contact[1].treaty: 'vienna' is not known",
    "unknown_role": "contact[1].roles: 'national_focal_point' is not a role under basel",
    "report_as_role": "contact[1].roles: 'annual_report' is not a role under basel",
    "type_twice": "contact[2].types: 'focal point' stands in another entry for basel too",
    "unknown_obligation": "report[1].obligation: 'yearly_report' is not an obligation under basel",
    "unknown_item": "report[1].named[1].item: 'first' is not an item of national_report",
    "unknown_item_by": "report[1].item_by: 'month' is not known",
    "year_for_rounds": "report[1].item_by: the items of national_report are not years",
    "chemical_for_reports": "report[1].item_by: 'chemical' does not fit annual_report",
    "none_for_many": "report[1].item_by: 'none' does not fit annual_report",
    "named_without_items": "report[1].named: does not go with item_by = 'named'",
    "no_titles": "report[1].titles: missing",
    "bad_language": "report[1].titles.english: is not a language",
    "empty_phrase": "report[1].titles.en: '--' holds no word",
    "bad_year": "report[1].named[1].years: '07' is not a year",
    "plan_without_types": "plan[1].types: missing",
    "treaty_inside_and_outside": "outside.treaties: 'basel' is one of the five agreements",
    "name_of_two_treaties": "treaties.montreal: 'basel' stands for basel too",
    "not_toml": "file: is not TOML",
}


@pytest.mark.parametrize("name", sorted(p.stem for p in BAD.glob("*.toml")))
def test_a_bad_mapping_is_refused_with_file_and_key(rules: Rules, name: str) -> None:
    with pytest.raises(RuleFileError) as refused:
        load_mapping(rules, BAD / f"{name}.toml")
    assert str(refused.value).startswith(f"{BAD / name}.toml: {REFUSALS[name]}")


def test_every_role_of_the_conventions_has_a_contact_type(rules: Rules, mapping: Mapping) -> None:
    asked = {
        (c.id, role)
        for c in rules.conventions
        for duty in c.obligations
        if duty.lapses
        for role in duty.requires or (duty.id,)
    }
    assert {
        (convention, role) for (convention, _), roles in mapping.roles.items() for role in roles
    } == asked


def test_every_obligation_but_contacts_has_phrases_in_three_languages(
    rules: Rules, mapping: Mapping
) -> None:
    asked = {
        (c.id, duty.id) for c in rules.conventions for duty in c.obligations if not duty.lapses
    }
    assert {(w.convention, w.obligation) for w in mapping.wordings} == asked
    assert all(set(w.titles) >= {"en", "fr", "es"} for w in mapping.wordings)
    assert all(set(n.titles) >= {"en", "fr", "es"} for w in mapping.wordings for n in w.named)


def test_every_round_and_amendment_can_be_named(rules: Rules, mapping: Mapping) -> None:
    named = {(w.convention, n.item) for w in mapping.wordings for n in w.named}
    rounds = set(rules.reference.items["report_rounds"].select("convention", "item").rows())
    amendments = {
        ("stockholm", item) for item in rules.reference.items["stockholm_amendments"]["item"]
    }
    assert named == rounds | amendments


def test_a_round_goes_by_the_year_in_which_it_was_due(rules: Rules, mapping: Mapping) -> None:
    rounds = rules.reference.items["report_rounds"]
    due = dict(
        rounds.select(
            pl.concat_str("convention", "item", separator=" "), pl.col("due").dt.year()
        ).rows()
    )
    years = {
        f"{w.convention} {n.item}": n.years for w in mapping.wordings for n in w.named if n.years
    }
    assert years == {key: (str(year),) for key, year in due.items()}


def test_a_mapping_of_ones_own_is_followed(rules: Rules, tmp_path: Path, feeds: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(
        shipped_mapping().replace('types = ["dumpwatch",', 'types = ["primary",'), "utf-8"
    )
    assert (("basel", "primary") in load_mapping(rules, path).roles) and (
        "basel",
        "primary",
    ) not in load_mapping(rules).roles
    imported = import_informea([feeds / "invented_contacts.json"], rules, load_mapping(rules, path))
    assert (
        7 not in imported.findings.filter(imported.findings["severity"] == "error")["row"].to_list()
    )
