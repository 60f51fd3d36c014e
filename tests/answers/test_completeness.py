"""Completeness, counted a second time by plain Python on an invented register with every case."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sdg1241 import Rules, Run, compute, read_run
from sdg1241.answers import completeness, knows_due_dates
from sdg1241.errors import UsageError
from sdg1241.submissions import table_schema
from sdg1241.submissions.schemas import pandera_schema
from tests.answers.owed_by_hand import (
    AFRICA,
    DAY,
    DUE,
    EDITION_DAY,
    EUROPE,
    LDCS,
    NOT_BOUND,
    OWED,
    PARTIES,
    REPORT,
    STATES,
    SUBMISSIONS,
    UPDATE,
    WORLD,
    counted,
    expected,
    state,
)


@pytest.fixture
def run_on(rules: Rules, write_input: Callable[..., Path]) -> Callable[[date | None], Run]:
    folder = write_input(submissions=SUBMISSIONS, parties=PARTIES, amendments_not_bound=NOT_BOUND)
    return lambda as_of: compute(folder, 2020, as_of=as_of, rules=rules)


def found(table: pl.DataFrame) -> dict[tuple[str | None, ...], dict[str, Any]]:
    key = ("convention", "obligation", "item", "group_m49")
    names = list(counted([], DAY))
    return {tuple(row[k] for k in key): {n: row[n] for n in names} for row in table.to_dicts()}


def test_the_register_holds_every_case() -> None:
    assert {state(owed, DAY) for owed in OWED} == set(STATES)


@pytest.mark.parametrize("as_of", [DAY, None], ids=["as of 2019-06-30", "final"])
@pytest.mark.parametrize(
    "by",
    [
        (),
        ("convention",),
        ("obligation",),
        ("item",),
        ("region",),
        ("convention", "region"),
        ("region", "item"),
    ],
    ids=str,
)
def test_each_figure_comes_out_a_second_time(
    rules: Rules, run_on: Callable[[date | None], Run], by: tuple[str, ...], as_of: date | None
) -> None:
    table = completeness(run_on(as_of), rules, by)
    assert found(table) == expected(by, as_of or EDITION_DAY, as_of)
    assert table["counted_on"].unique().to_list() == [as_of or EDITION_DAY]
    assert table["provisional"].unique().to_list() == [as_of is not None]


@pytest.mark.parametrize("by", [("group",), ("group", "obligation")], ids=str)
def test_areas_that_overlap_come_out_a_second_time(
    rules: Rules, run_on: Callable[[date | None], Run], by: tuple[str, ...]
) -> None:
    table = found(completeness(run_on(DAY), rules, by))
    known = expected(by, DAY, DAY)
    assert {key: row for key, row in table.items() if key in known} == known
    assert {code for *_, code in table} > {WORLD, AFRICA, EUROPE, LDCS}


def test_the_question_about_the_ldcs_has_one_row(
    rules: Rules, run_on: Callable[[date | None], Run]
) -> None:
    """Of the reports of Uganda and Tanzania one was due, bound its Party and came in time; one was
    due and is missing; the other three due dates that passed bind nobody."""
    [row] = completeness(
        run_on(DAY), rules, convention="basel", obligation=REPORT, group="LDCs"
    ).to_dicts()
    assert (row["group_m49"], row["group"][:5]) == ("199", "Least")
    assert (row["on_time"], row["due_date_passed"], row["share_on_time"]) == (1, 2, 50)
    assert row["due_date_not_binding"] == 4
    assert row["label"] == "Annual national report"


def test_the_worst_comes_first_and_few_items_are_not_ranked(
    rules: Rules, run_on: Callable[[date | None], Run]
) -> None:
    table = completeness(run_on(DAY), rules, ("obligation",))
    ranked = table.filter(pl.col("owed") >= 5)
    assert ranked["share_transmitted"].is_sorted()
    assert table["rank"].to_list() == [1, *[None] * (table.height - 1)]
    assert ranked.select("convention", "obligation", "owed").rows() == [("basel", REPORT, 15)]
    last = table.filter(pl.col("rank").is_null()).select("convention", "obligation").rows()
    assert last[:2] == [("basel", "contacts"), ("stockholm", "contacts")]


def test_equal_shares_have_equal_ranks(sample_run: Callable[..., Run], rules: Rules) -> None:
    table = completeness(sample_run(2020), rules, ("item",))
    shares = table["share_transmitted"]
    assert shares.is_sorted()
    assert table["rank"].to_list() == [1 + (shares < own).sum() for own in shares]
    assert table["rank"].n_unique() < table.height


def test_one_kind_of_row_needs_no_list(sample_run: Callable[..., Run], rules: Rules) -> None:
    run = sample_run(2020)
    assert completeness(run, rules, "item").equals(completeness(run, rules, ["item"]))


def test_no_percentage_of_nothing(rules: Rules, write_input: Callable[..., Path]) -> None:
    folder = write_input(
        submissions="party,convention,obligation,item,received_on\n",
        parties="convention,party,entry_into_force\nstockholm,KEN,2004-12-23\n",
        amendments_not_bound="party,item\n" + "".join(f"KEN,cop-{n}\n" for n in range(4, 8)),
    )
    run = compute(folder, 2020, rules=rules)
    [row] = completeness(run, rules, obligation=UPDATE).to_dicts()
    assert (row["owed"], row["excused"], row["share_transmitted"]) == (4, 4, None)
    assert (row["due_date_passed"], row["share_on_time"]) == (0, None)
    assert (row["parties"], row["parties_complete"]) == (1, 1)


def test_membership_is_that_of_the_edition(rules: Rules, write_input: Callable[..., Path]) -> None:
    """Equatorial Guinea left the LDCs in 2017: edition 2020-10 still counts it among them."""
    folder = write_input(
        submissions="party,convention,obligation,item,received_on\n",
        parties="convention,party,entry_into_force\nbasel,GNQ,2003-05-08\nbasel,UGA,1999-06-09\n",
    )
    for edition, parties in (("2020-10", 2), ("2026-10", 1)):
        run = compute(folder, 2020, edition=edition, rules=rules)
        [row] = completeness(run, rules, ("convention",), group="199").to_dicts()
        assert row["parties"] == parties


def test_names_come_from_the_rules(sample_run: Callable[..., Run], rules: Rules) -> None:
    table = completeness(sample_run(2020), rules, ("item",), obligation="import_response")
    names = dict(table.select("item", "item_name").iter_rows())
    assert names["alachlor"] == "Alachlor"
    assert len(names) == table.height == 53
    years = completeness(sample_run(2020), rules, ("item",), convention="basel")
    assert set(years["item_name"]) == {None}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"by": ("month",)}, "no rows by 'month'. Known: convention, obligation, item"),
        ({"by": ("region", "group")}, "by region or by group, not by both"),
        ({"convention": "bern"}, "no convention 'bern'. Known: basel"),
        ({"obligation": "import"}, "no obligation 'import'. Known: contacts, annual_report"),
        (
            {"convention": "basel", "obligation": "import_response"},
            "no obligation 'import_response' under basel. Known: contacts, annual_report.",
        ),
        ({"group": "Afrika"}, "no group 'Afrika'. Nearest: Africa"),
    ],
)
def test_what_does_not_exist_is_refused(
    sample_run: Callable[..., Run], rules: Rules, asked: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError) as refused:
        completeness(sample_run(2020), rules, **asked)
    assert message in str(refused.value)


def test_the_table_is_that_of_its_schema(
    rules: Rules, run_on: Callable[[date | None], Run]
) -> None:
    for by in ((), ("item", "group")):
        table = completeness(run_on(DAY), rules, by)
        assert table.columns == table_schema("completeness").columns
        numbers = [name for name, kind in table.schema.items() if kind.is_decimal()]
        pandera_schema("completeness").validate(table.drop(numbers), lazy=True)


# ---- From the folder of a run ----


@pytest.mark.parametrize("as_of", [DAY, None], ids=["as of 2019-06-30", "final"])
def test_a_run_read_back_gives_the_same(
    rules: Rules,
    run_on: Callable[[date | None], Run],
    write_quickly: Callable[[Path, Run], Path],
    tmp_path: Path,
    as_of: date | None,
) -> None:
    run = run_on(as_of)
    read = read_run(write_quickly(tmp_path / "run", run))
    for by in (("item",), ("group", "convention")):
        assert completeness(read, rules, by).equals(completeness(run, rules, by))


@pytest.mark.parametrize("cycle", [2015, 2020])
def test_the_samples_agree_with_audit_csv(
    sample_run: Callable[..., Run],
    rules: Rules,
    write_quickly: Callable[[Path, Run], Path],
    tmp_path: Path,
    cycle: int,
) -> None:
    folder = write_quickly(tmp_path / "run", sample_run(cycle))
    with (folder / "audit.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["role"] == "false"]
    said = Counter()
    for row in rows:
        sent = {"true": "on_time", "false": "late", "": "undated"}[row["on_time"]]
        missing = {"true": "missing", "false": "not_yet_due"}[row["due"]]
        told = {"received": sent, "not bound": "excused", "missing": missing}[row["outcome"]]
        said[row["convention"], row["obligation"], told] += 1
    table = completeness(read_run(folder), rules)
    key = ("convention", "obligation")
    counts = {(*(r[k] for k in key), s): r[s] for r in table.to_dicts() for s in STATES if r[s]}
    assert counts == dict(said)
    assert sum(counts.values()) == len(rows) > 10_000


def test_a_run_of_an_earlier_version_has_no_due_dates(
    rules: Rules, run_on: Callable[[date | None], Run]
) -> None:
    run = run_on(DAY)
    blank = pl.lit(None)
    audit = run.tables["audit"].with_columns(
        due_on=blank.cast(pl.Date), on_time=blank.cast(pl.Boolean), due=blank.cast(pl.Boolean)
    )
    earlier = Run(run.record, {**run.tables, "audit": audit})
    assert knows_due_dates(run)
    assert not knows_due_dates(earlier)
    now, then = (completeness(r, rules, ("convention",)).sort("convention") for r in (run, earlier))
    dated = ["on_time", "late", "undated", "not_yet_due", "missing"]
    dated += ["due_date_passed", "share_on_time", "due_date_not_binding", *DUE]
    assert all(then[name].null_count() == then.height for name in dated)
    assert then.drop(dated).equals(now.drop(dated))
