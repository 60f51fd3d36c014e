"""What must hold for every register, whatever it contains."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from sdg1241 import (
    Checked,
    Indicator,
    Rules,
    Run,
    Scored,
    aggregate,
    load_rules,
    read_register,
    score,
    validate,
)
from sdg1241.answers import completeness
from sdg1241.rules import cycle_items
from sdg1241.runs import Computation
from sdg1241.scoring import parties_of

RULES = load_rules()
TODAY = date(2026, 10, 1)
CYCLES = [cycle.id for cycle in RULES.cycles]
EDITIONS = [edition.id for edition in RULES.editions]
CONVENTIONS = [convention.id for convention in RULES.conventions]
SOME = [
    "AFG",
    "BRA",
    "EUE",
    "GNQ",
    "JOR",
    "NAM",
    "NOR",
    "WSM",
]  # every region, LDCs that left, no area
NOWHERE = {"ATA"}  # Antarctica belongs to no region of M49, and is no Party
EVERYONE = sorted({*RULES.reference.areas["iso3"], *RULES.reference.not_areas["party"]} - NOWHERE)
GEOGRAPHIC_LEVELS = ("SDG region", "M49 region", "M49 sub-region")

Submission = tuple[
    str, str, str, str, str, str
]  # party, convention, obligation, item, received_on, ended_on
Status = tuple[str, str, str, str]  # convention, party, entry_into_force, withdrawn_on
few = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def askable() -> dict[tuple[str, str], list[str]]:
    """The items that any cycle asks under any edition, by convention and obligation or role."""
    found: dict[tuple[str, str], set[str]] = {}
    for cycle in RULES.cycles:
        for edition in RULES.editions:
            for row in cycle_items(RULES, cycle, edition).iter_rows(named=True):
                if row["role"]:
                    found.setdefault((row["convention"], row["item"]), set()).add("")
                elif row["obligation"] != "contacts":
                    found.setdefault((row["convention"], row["obligation"]), set()).add(row["item"])
    return {duty: sorted(items) for duty, items in sorted(found.items())}


def days(first: date, last: date) -> st.SearchStrategy[str]:
    return st.dates(first, last).map(date.isoformat)


@st.composite
def submissions(draw: st.DrawFn, max_size: int = 50) -> list[Submission]:
    """Accepted rows: real items, received on any day up to today, some designations ended since."""
    rows = []
    for convention, obligation in draw(st.lists(st.sampled_from(DUTIES), max_size=max_size)):
        item = draw(st.sampled_from(ASKABLE[convention, obligation]))
        received = draw(st.dates(date(2009, 1, 1), TODAY))
        ended = draw(st.none() | st.integers(0, 4000))
        end = "" if ended is None else (received + timedelta(ended)).isoformat()
        rows.append(
            (draw(st.sampled_from(SOME)), convention, obligation, item, received.isoformat(), end)
        )
    return rows


@st.composite
def statuses(draw: st.DrawFn) -> list[Status]:
    """One row for each of SOME and each convention: Parties of all periods, and some that
    withdrew."""
    return [(convention, party, *draw(DATES)) for convention in CONVENTIONS for party in SOME]


ASKABLE = askable()
DUTIES = list(ASKABLE)
AS_OF = st.none() | st.dates(date(2012, 1, 1), TODAY)
DATES = st.one_of(
    st.tuples(st.just("") | days(date(2017, 9, 1), date(2025, 12, 31)), st.just("")),
    st.tuples(st.just(""), days(date(2018, 1, 1), date(2025, 12, 31))),
    st.tuples(st.just("2017-09-01"), days(date(2017, 9, 2), date(2025, 12, 31))),
)


class Registers:
    """Computes small registers: from rows to CSV files, and from them the way that a user's input
    takes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def checked(self, rows: list[Submission], status: list[Status]) -> Checked:
        self.write(
            "submissions",
            ("party", "convention", "obligation", "item", "received_on", "ended_on"),
            rows,
        )
        self.write("parties", ("convention", "party", "entry_into_force", "withdrawn_on"), status)
        return validate(read_register(self.folder), RULES, TODAY)

    def write(
        self, name: str, header: tuple[str, ...], rows: list[Submission] | list[Status]
    ) -> None:
        lines = [",".join(cells) for cells in (header, *rows)]
        (self.folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")

    def scored(
        self,
        rows: list[Submission],
        status: list[Status],
        cycle: int,
        edition: str | None = None,
        as_of: date | None = None,
    ) -> Scored:
        return score(self.accepted(rows, status), RULES, cycle, edition, as_of)

    def accepted(self, rows: list[Submission], status: list[Status]) -> Checked:
        checked = self.checked(rows, status)
        assert checked.inputs["rows_rejected"].sum() == 0, checked.findings.filter(
            severity="error"
        )["message"]
        return checked


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Registers:
    return Registers(tmp_path_factory.mktemp("registers"))


def test_rows_are_drawn_from_every_obligation_and_role() -> None:
    codes = {
        (c.id, code)
        for c in RULES.conventions
        for o in c.obligations
        for code in o.requires or (o.id,)
    }
    assert set(DUTIES) == codes


@few
@given(submissions(), statuses(), st.sampled_from(CYCLES), st.sampled_from(EDITIONS), AS_OF)
def test_scores_lie_within_0_and_100_and_points_add_up(
    registers: Registers,
    rows: list[Submission],
    status: list[Status],
    cycle: int,
    edition: str,
    as_of: date | None,
) -> None:
    scored = registers.scored(rows, status, cycle, edition, as_of)
    indicator = aggregate(scored, RULES)
    numbers = [
        scored.scores["score"],
        indicator.rates["transmission_rate"],
        indicator.aggregates["mean_score"],
    ]
    for column in (*numbers, indicator.aggregates["coverage"]):
        assert column.null_count() == 0
        assert column.is_between(0, 100).all()
    in_audit = scored.audit.group_by("party", "convention").agg(pl.col("points", "maximum").sum())
    of_countries = in_audit.join(RULES.reference.not_areas, on="party", how="anti")
    assert_frame_equal(
        of_countries.sort("party", "convention"),
        scored.scores.select("party", "convention", "points", "maximum"),
        check_dtypes=False,
    )
    assert scored.scores.filter(pl.col("meets") != (pl.col("score") == Decimal(100))).is_empty()


@few
@given(submissions(), statuses(), st.sampled_from(CYCLES), AS_OF, st.data())
def test_one_more_accepted_row_never_lowers_a_score(
    registers: Registers,
    rows: list[Submission],
    status: list[Status],
    cycle: int,
    as_of: date | None,
    data: st.DataObject,
) -> None:
    [more] = data.draw(submissions(1).filter(bool), "one more row")
    before = registers.scored(rows, status, cycle, None, as_of).scores
    after = registers.scored([*rows, more], status, cycle, None, as_of).scores
    assert before.select("party", "convention").equals(after.select("party", "convention"))
    assert (after["points"] >= before["points"]).all()
    changed = after.filter(after["points"] != before["points"])
    assert set(changed.select("party", "convention").rows()) <= {more[:2]}


STATES = ("on_time", "late", "undated", "excused", "not_yet_due", "missing")


@few
@given(submissions(), statuses(), st.sampled_from(CYCLES), st.sampled_from(EDITIONS), AS_OF)
def test_what_became_of_owed_items_adds_up(
    registers: Registers,
    rows: list[Submission],
    status: list[Status],
    cycle: int,
    edition: str,
    as_of: date | None,
) -> None:
    """To what is owed in each row, and over conventions, obligations, items and regions."""
    scored = registers.scored(rows, status, cycle, edition, as_of)
    checked = registers.accepted(rows, status)
    steps = Computation(
        RULES, read_register(registers.folder), checked, scored, aggregate(scored, RULES)
    )
    run = Run.of(steps)
    [whole] = completeness(run, RULES, ()).to_dicts() or [dict.fromkeys(("owed", *STATES), 0)]
    countries = scored.audit.join(RULES.reference.not_areas, on="party", how="anti")
    assert whole["owed"] == countries.filter(~pl.col("role")).height
    for by in (("convention",), ("obligation",), ("item",), ("region",), ("item", "group")):
        table = completeness(run, RULES, by)
        assert (table["owed"] == table.select(pl.sum_horizontal(STATES)).to_series()).all()
        sent = table.select(pl.sum_horizontal(STATES[:3])).to_series()
        assert (table["transmitted"] == sent).all()
        for shares in (table["share_transmitted"], table["share_on_time"]):
            assert shares.drop_nulls().is_between(0, 100).all()
        if "group" not in by:
            assert {name: table[name].sum() for name in ("owed", *STATES)} == {
                name: whole[name] for name in ("owed", *STATES)
            }


@few
@given(submissions(), statuses(), st.sampled_from(CYCLES), st.randoms(use_true_random=False))
def test_order_and_duplicates_of_rows_change_nothing(
    registers: Registers,
    rows: list[Submission],
    status: list[Status],
    cycle: int,
    chance: random.Random,
) -> None:
    first = registers.scored(rows, status, cycle)
    again = [*rows, *chance.sample(rows, chance.randint(0, len(rows)))]
    chance.shuffle(again)
    shuffled = chance.sample(status, len(status)) + status[:3]
    second = registers.scored(again, shuffled, cycle)
    assert_frame_equal(first.scores, second.scores)
    one, two = (aggregate(s, RULES) for s in (first, second))
    assert_frame_equal(one.rates, two.rates)
    assert_frame_equal(one.aggregates, two.aggregates)
    facts = ["party", "convention", "obligation", "item", "points", "outcome", "received_on"]
    assert_frame_equal(first.audit.select(facts), second.audit.select(facts))


@few
@given(submissions(), statuses(), st.sets(st.sampled_from(SOME)), st.sampled_from(CYCLES))
def test_a_non_party_never_appears(
    registers: Registers,
    rows: list[Submission],
    status: list[Status],
    outside: set[str],
    cycle: int,
) -> None:
    """Not those without a row, nor those who joined after the period or had left by its end."""
    status = [s for s in status if s[1] not in outside]
    rows = [r for r in rows if r[0] not in outside]
    ends = RULES.cycle(cycle).ends.isoformat()
    in_force = {c.id for c in RULES.conventions if c.entry_into_force.isoformat() <= ends}
    parties = {
        (party, convention)
        for convention, party, since, until in status
        if since <= ends and not (until and until <= ends) and convention in in_force
    }
    scored = registers.scored(rows, status, cycle)
    indicator = aggregate(scored, RULES)
    assert set(scored.audit.select("party", "convention").unique().rows()) == parties
    countries = {(party, convention) for party, convention in parties if party != "EUE"}
    assert scored.scores.select("party", "convention").rows() == sorted(countries)
    assert set(indicator.rates["party"]) == {party for party, _ in countries}
    world = indicator.aggregates.filter(group_m49="001").select("convention", "parties").rows()
    counts = {c: sum(convention == c for _, convention in countries) for c in in_force}
    counts["all"] = len({party for party, _ in countries})
    assert dict(world) == {c: n for c, n in counts.items() if n}


@few
@given(
    st.lists(
        st.tuples(st.sampled_from(CONVENTIONS), st.sampled_from(EVERYONE)),
        unique=True,
        max_size=300,
    ),
    st.sampled_from(CYCLES),
    st.sampled_from(EDITIONS),
)
def test_the_parties_of_the_regions_of_a_level_add_up_to_the_worlds(
    registers: Registers, parties: list[tuple[str, str]], cycle: int, edition: str
) -> None:
    status = [(convention, party, "", "") for convention, party in parties]
    scored = registers.scored([], status, cycle, edition)
    assert_levels_add_up(aggregate(scored, RULES))


@pytest.mark.parametrize("cycle", [2015, 2020])
def test_the_samples_regions_add_up_too(sample_run: Callable[..., object], cycle: int) -> None:
    assert_levels_add_up(sample_run(cycle, "2020-10").indicator)  # type: ignore[attr-defined]


def assert_levels_add_up(indicator: Indicator) -> None:
    counts = indicator.aggregates.join(RULES.reference.levels, on="group_m49")
    sums = counts.group_by("level", "convention").agg(pl.col("parties", "parties_meeting").sum())
    world = sums.filter(level="world").drop("level").sort("convention")
    for level in GEOGRAPHIC_LEVELS:
        assert_frame_equal(sums.filter(level=level).drop("level").sort("convention"), world)


TEXTS = st.one_of(
    st.sampled_from(
        [
            *SOME,
            "",
            "NA",
            "ZZZ",
            "basel",
            "Basel ",
            "annual_report",
            "2015",
            "9998",
            "focal_point",
            "2016-02-30",
        ]
    ),
    st.text(
        st.characters(exclude_categories=("Cs",), exclude_characters='",;\t\r\n\0'), max_size=6
    ),
)


@few
@given(
    submissions(10),
    st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS), max_size=15),
    st.booleans(),
)
def test_rows_read_are_accepted_or_rejected_and_each_rejected_row_has_a_finding(
    registers: Registers, good: list[Submission], bad: list[Submission], shuffled: bool
) -> None:
    status = [(convention, party, "", "") for convention in CONVENTIONS for party in SOME]
    rows = [*bad, *good] if shuffled else [*good, *bad]
    checked = registers.checked(rows, status)
    [counts] = checked.inputs.filter(table="submissions").to_dicts()
    assert counts["rows_read"] == counts["rows_accepted"] + counts["rows_rejected"]
    assert counts["rows_read"] == sum(any(cell.strip() for cell in row) for row in rows)
    assert counts["rows_accepted"] == checked.submissions["receipts"].sum() >= len(good)
    errors = checked.findings.filter(severity="error", file="submissions.csv")
    assert counts["rows_rejected"] == errors["row"].n_unique()
    assert not set(errors["row"]) & set(checked.submissions["row"])


def test_everyone_can_be_placed(rules: Rules) -> None:
    """Each country is in exactly one area of each geographic level, so that adding up is no
    accident."""
    groups = rules.reference.groups.join(rules.reference.levels, on="group_m49")
    world = set(rules.reference.groups.filter(group_m49="001")["member"])
    for level in GEOGRAPHIC_LEVELS:
        members = groups.filter(level=level)["member"].to_list()
        assert len(members) == len(set(members))
        assert set(members) == world - NOWHERE
    parties = parties_of(
        rules.reference.party_status.with_columns(withdrawn_on=pl.lit(None, pl.Date)),
        rules.cycle(2030),
    )
    assert set(parties["party"]) - set(rules.reference.not_areas["party"]) <= world - NOWHERE
