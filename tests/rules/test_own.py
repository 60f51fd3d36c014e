"""A rules folder of a person's own: an agreement more, tables beside the shipped ones, and what is
refused in them."""

import shutil
import textwrap
import tomllib
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sdg1241.errors import RuleFileError
from sdg1241.rules import Rules, cycle_items, load_rules, maxima

OWN = Path(__file__).parents[1] / "own_agreement" / "rules"
STATUS = "convention,party,entry_into_force\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the rules of the invented agreement."""
    return shutil.copytree(OWN, tmp_path / "rules")


def refusal(folder: Path) -> str:
    with pytest.raises(RuleFileError) as refused:
        load_rules(folder)
    message = str(refused.value)
    assert "\n" not in message
    return message


def test_an_own_agreement_stands_behind_the_five(rules: Rules) -> None:
    own = load_rules(OWN)
    assert own.keys == (*rules.keys, "invented")
    assert own.of_indicator == rules.conventions
    assert [c.id for c in own.beside_indicator] == ["invented"]
    items = cycle_items(own, own.cycle(2020), own.edition())
    assert dict(maxima(items).iter_rows())["invented"] == 10  # 2 + 2 x 4


def test_its_tables_stand_beside_the_shipped_ones(rules: Rules) -> None:
    reference = load_rules(OWN).reference
    for own, shipped in (
        (reference.party_status, rules.reference.party_status),
        (reference.items["report_rounds"], rules.reference.items["report_rounds"]),
    ):
        assert own.schema == shipped.schema
        others = own.filter(pl.col("convention") != "invented")
        assert others.equals(shipped)
    status = reference.party_status.filter(convention="invented", party="KEN")
    assert status["entry_into_force"].to_list() == [date(2012, 3, 1)]


def test_rows_of_a_convention_take_the_place_of_the_shipped_ones(folder: Path) -> None:
    (folder / "party_status.csv").write_text(f"{STATUS}basel,KEN,2000-08-30\ninvented,KEN,\n")
    status = load_rules(folder).reference.party_status
    assert status.filter(convention="basel")["party"].to_list() == ["KEN"]
    assert status.filter(convention="rotterdam").height > 100


def test_a_table_without_conventions_takes_the_place_of_the_whole(folder: Path) -> None:
    head = "item,chemical,cas,category,listed_by,listed_year\n"
    (folder / "annex_iii.csv").write_text(f"{head}one,One,,pesticide,original,1998\n")
    own = load_rules(folder)
    items = cycle_items(own, own.cycle(2020), own.edition())
    assert str(dict(maxima(items).iter_rows())["rotterdam"]) == "1.2"


def test_a_shipped_file_is_replaced_by_one_of_the_same_name(folder: Path, rules: Rules) -> None:
    shipped = next(path for path in rules.files if path.name == "basel.toml")
    text = shipped.read_text("utf-8").replace("points = 1\n", "points = 3\n")
    (folder / "basel.toml").write_text(text, "utf-8")
    assert {o.points for o in load_rules(folder).convention("basel").obligations} == {3}


def test_every_file_that_was_used_is_named(rules: Rules) -> None:
    names = [path.name for path in load_rules(OWN).files]
    assert set(names) - {path.name for path in rules.files} == {
        "invented.toml",
        "party_status.csv",
        "report_rounds.csv",
    }


# (file, its text, the place that the message names, its words)
FAULTS = {
    "a table of another name": (
        "areas.csv",
        "iso3\nXAA\n",
        "file",
        "is no table that a rules folder may hold",
    ),
    "a workbook": ("party_status.xlsx", "", "file", "is not read here"),
    "a column that is not known": (
        "party_status.csv",
        "convention,party,entry\n",
        "column entry",
        "is not known",
    ),
    "a column that is missing": (
        "party_status.csv",
        "convention,party\ninvented,KEN\n",
        "column entry_into_force",
        "missing",
    ),
    "a column twice": (
        "party_status.csv",
        "convention,party,party,entry_into_force\n",
        "column party",
        "stands twice",
    ),
    "a date in another form": (
        "party_status.csv",
        f"{STATUS}invented,KEN,1 May 2012\n",
        "row 2, column entry_into_force",
        "'1 May 2012' is not a date",
    ),
    "a blank Party": (
        "party_status.csv",
        f"{STATUS}invented,,2012-05-01\n",
        "row 2, column party",
        "is blank",
    ),
    "a Party twice": (
        "party_status.csv",
        f"{STATUS}invented,KEN,2012-05-01\ninvented,KEN,2013-05-01\n",
        "row 3",
        "invented KEN stands twice",
    ),
    "a Party that is not known": (
        "party_status.csv",
        f"{STATUS}invented,XQQ,2012-05-01\n",
        "column party",
        "'XQQ' is not known",
    ),
    "a convention that is not known": (
        "party_status.csv",
        f"{STATUS}inventd,KEN,2012-05-01\n",
        "column convention",
        "'inventd' is not known",
    ),
    "too many cells": (
        "party_status.csv",
        f"{STATUS}invented,KEN,2012-05-01,9\n",
        "row 2",
        "has 4 cells where the header has 3",
    ),
    "a year in words": (
        "annex_iii.csv",
        "item,chemical,cas,category,listed_by,listed_year\na,A,,pesticide,x,late\n",
        "row 2, column listed_year",
        "is not a year",
    ),
    "no table": ("report_rounds.csv", "<html/>", "file", "is a page of HTML"),
    "a key that is taken": (
        "all.toml",
        (OWN / "invented.toml")
        .read_text("utf-8")
        .replace('"invented"', '"all"')
        .replace("Invented C", "All C"),
        "convention",
        "'all' cannot be used",
    ),
    "a key that is no code": (
        "two-words.toml",
        (OWN / "invented.toml")
        .read_text("utf-8")
        .replace('"invented"', '"two-words"')
        .replace("Invented C", "Two C"),
        "convention",
        "cannot be used",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_refused_with_file_and_place(folder: Path, fault: str) -> None:
    name, text, place, words = FAULTS[fault]
    (folder / name).write_text(text, "utf-8")
    message = refusal(folder)
    assert message.startswith(f"{folder / name}: {place}: "), message
    assert words in message
    assert message.endswith(".")


def test_a_marked_agreement_without_a_series_of_the_data_structure_is_refused(folder: Path) -> None:
    path = folder / "invented.toml"
    mark = 'indicator = "12.4.1"\nseries = "SG_HAZ_CMRINVENTED"\norder = 6'
    path.write_text(path.read_text("utf-8").replace("order = 6", mark), "utf-8")
    assert refusal(folder) == (
        f"{path}: series: 'SG_HAZ_CMRINVENTED' is no series of 12.4.1 in the SDG data structure."
        " Remove 'indicator' and 'series': the agreement is then scored beside the indicator."
    )


def test_a_folder_that_holds_nothing_or_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith(f"{tmp_path}: folder: holds no convention")
    assert "cannot be read" in refusal(tmp_path / "nowhere")


def test_the_documentation_shows_the_file_of_the_tests() -> None:
    page = (OWN.parents[2] / "docs" / "own_agreement.md").read_text("utf-8")
    shown = textwrap.dedent(page.split("   ```toml\n")[1].split("   ```")[0])
    assert tomllib.loads(shown) == tomllib.loads((OWN / "invented.toml").read_text("utf-8"))
