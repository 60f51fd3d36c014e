"""The example cases of cases.toml, each through the whole way from a CSV file to its score."""

import csv
import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sdg1241 import Rules, Scored, read_register, score, validate
from sdg1241.rules import cycle_items
from sdg1241.scoring.audit import RECEIVED

CASES = tomllib.loads(
    Path(__file__).with_name("cases.toml").read_text("utf-8"), parse_float=Decimal
)["case"]
KEYS = {
    "name", "cycle", "edition", "party", "convention", "received", "received_all", "not_bound", "party_since",
    "first_round", "withdrawn_on", "as_of", "points", "maximum", "score", "audited_points", "counted_from",
}  # fmt: skip
TODAY = date(2026, 10, 1)
INVENTED = {"XAA": "Invented A", "XAB": "Invented B"}


def invented_areas(rules: Rules) -> Rules:
    """The rules with two invented countries among the areas."""
    areas = rules.reference.areas
    blank = dict.fromkeys(areas.columns)
    rows = [
        blank | {"iso3": code, "m49": f"99{n}", "name_en": name}
        for n, (code, name) in enumerate(INVENTED.items(), 1)
    ]
    return replace(
        rules,
        reference=replace(
            rules.reference, areas=areas.vstack(pl.DataFrame(rows, schema=areas.schema))
        ),
    )


def write(path: Path, header: list[str], rows: list[list[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def scored(case: dict[str, Any], rules: Rules, folder: Path) -> Scored:
    """Write the case as input tables, read them back, validate and score."""
    assert set(case) <= KEYS, f"unknown keys {set(case) - KEYS}"
    cycle, convention = rules.cycle(case["cycle"]), rules.convention(case["convention"])
    received = [[*row, *[cycle.ends, ""][len(row) - 2 :]] for row in case.get("received", [])]
    items = cycle_items(rules, cycle, rules.edition(case.get("edition"))).filter(
        convention=convention.id
    )
    for obligation in case.get("received_all", []):
        received += [
            [obligation, item, cycle.ends, ""]
            for item in items.filter(obligation=obligation)["item"]
        ]
    rows = [[case["party"], convention.id, *row] for row in received]
    write(
        folder / "submissions.csv",
        ["party", "convention", "obligation", "item", "received_on", "ended_on"],
        rows,
    )
    since = case.get("party_since", convention.entry_into_force)
    if "first_round" in case:
        status = pl.DataFrame(
            [[convention.id, case["party"], None, case["first_round"], "invented", None]],
            schema=rules.reference.party_status.schema,
            orient="row",
        )
        rules = replace(rules, reference=replace(rules.reference, party_status=status))
    else:
        state = [
            convention.id,
            case["party"],
            "" if since == "unknown" else since,
            case.get("withdrawn_on", ""),
        ]
        header = ["convention", "party", "entry_into_force", "withdrawn_on"]
        write(folder / "parties.csv", header, [] if since == "none" else [state])
    if "not_bound" in case:
        write(
            folder / "amendments_not_bound.csv",
            ["party", "item"],
            [[case["party"], i] for i in case["not_bound"]],
        )
    checked = validate(read_register(folder), rules, TODAY)
    assert checked.findings.filter(severity="error").is_empty(), checked.findings[
        "message"
    ].to_list()
    return score(checked, rules, case["cycle"], case.get("edition"), case.get("as_of"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any], rules: Rules, tmp_path: Path) -> None:
    result = scored(case, invented_areas(rules), tmp_path)
    if case["score"] == "none":
        assert result.scores.is_empty()
        assert result.audit["points"].sum() == case.get("audited_points", 0)
    else:
        [row] = result.scores.to_dicts()
        assert (row["party"], row["convention"]) == (case["party"], case["convention"])
        assert (row["points"], row["maximum"], row["score"]) == (
            case["points"],
            case["maximum"],
            case["score"],
        )
        assert row["meets"] == (case["points"] == case["maximum"])
    for obligation, item, day in case.get("counted_from", []):
        [row] = result.audit.filter(obligation=obligation, item=item).to_dicts()
        assert (row["outcome"], row["received_on"]) == (RECEIVED, day)


def test_every_obligation_has_a_case_in_which_it_earns_points(rules: Rules) -> None:
    earning = {
        (c["convention"], row[0]) for c in CASES if c.get("points") for row in c.get("received", [])
    }
    earning |= {(c["convention"], duty) for c in CASES for duty in c.get("received_all", [])}
    for convention in rules.conventions:
        for duty in convention.obligations:
            for code in duty.requires or (duty.id,):
                assert (convention.id, code) in earning, f"no case for {code} of {convention.id}"


def test_names_of_cases_are_distinct() -> None:
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names)
