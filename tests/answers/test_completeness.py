"""Completeness, counted a second time by plain Python on an invented register with every case."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

from sdg1241 import Rules, Run, compute, read_run
from sdg1241.answers import completeness, knows_due_dates
from sdg1241.errors import UsageError
from sdg1241.submissions import table_schema
from sdg1241.submissions.schemas import pandera_schema

DAY, EDITION_DAY = date(2019, 6, 30), date(2026, 10, 1)
DUE = ("parties_due", "owed_due", "transmitted_due", "share_transmitted_due")
STATES = ("on_time", "late", "undated", "excused", "not_yet_due", "missing")
# Kenya is a Party of old; Uganda joined in mid-period; of Tanzania no date is known; Norway joined
# Minamata after the as-of date; the European Union is no country.
PARTIES = """convention,party,entry_into_force
basel,KEN,2000-01-01
basel,UGA,2017-07-01
basel,TZA,
basel,EUE,1994-05-08
stockholm,KEN,2004-12-23
minamata,UGA,2018-03-01
minamata,NOR,2019-10-01
"""
SUBMISSIONS = """party,convention,obligation,item,received_on,ended_on
KEN,basel,focal_point,,2000-03-01,2010-01-01
KEN,basel,focal_point,,2010-01-02,
KEN,basel,competent_authority,,2000-04-01,
KEN,basel,annual_report,2015,2017-02-01,
KEN,basel,annual_report,2015,2016-12-31,
KEN,basel,annual_report,2016,2018-01-01,
KEN,basel,annual_report,2018,2019-06-01,
UGA,basel,focal_point,,2017-09-01,
UGA,basel,competent_authority,,2017-12-01,
UGA,basel,annual_report,2015,2018-01-15,
UGA,basel,annual_report,2017,2018-06-30,
TZA,basel,focal_point,,2001-01-01,
TZA,basel,annual_report,2015,2016-06-30,
EUE,basel,annual_report,2015,2016-06-30,
KEN,stockholm,official_contact_point,,2006-01-01,
KEN,stockholm,national_focal_point,,2006-01-01,
KEN,stockholm,implementation_plan,,2007-04-12,
KEN,stockholm,implementation_plan_update,cop-4,2014-02-03,
KEN,stockholm,national_report,4,2018-08-31,
"""
NOT_BOUND = "party,item\nKEN,cop-5\n"


class Owed(NamedTuple):
    """An owed item as a person reads it off the tables above and the treaties' articles."""

    party: str
    convention: str
    obligation: str
    item: str | None
    entry: str  # into force for the Party; blank: not known
    due: str  # of its Party; blank: none; "?": after an entry into force that is not known
    first: str  # receipt ever; blank: none
    excused: bool = False


KEN, UGA, TZA, NOR = "2000-01-01", "2017-07-01", "", "2019-10-01"
ENTERED, JOINED = "2004-12-23", "2018-03-01"  # Kenya Stockholm, Uganda Minamata
REPORT, UPDATE = "annual_report", "implementation_plan_update"
OWED = [
    # the first designation counts, though it was replaced: on the day that is due
    Owed("KEN", "basel", "contacts", None, KEN, "2000-04-01", "2000-04-01"),
    Owed("KEN", "basel", REPORT, "2015", KEN, "2016-12-31", "2016-12-31"),  # and came again
    Owed("KEN", "basel", REPORT, "2016", KEN, "2017-12-31", "2018-01-01"),  # a day late
    Owed("KEN", "basel", REPORT, "2017", KEN, "2018-12-31", ""),
    Owed("KEN", "basel", REPORT, "2018", KEN, "2019-12-31", "2019-06-01"),  # before it was due
    Owed("KEN", "basel", REPORT, "2019", KEN, "2020-12-31", ""),
    Owed("UGA", "basel", "contacts", None, UGA, "2017-10-01", "2017-12-01"),
    Owed("UGA", "basel", REPORT, "2015", UGA, "2016-12-31", "2018-01-15"),  # due before it joined
    Owed("UGA", "basel", REPORT, "2016", UGA, "2017-12-31", ""),
    Owed("UGA", "basel", REPORT, "2017", UGA, "2018-12-31", "2018-06-30"),
    Owed("UGA", "basel", REPORT, "2018", UGA, "2019-12-31", ""),
    Owed("UGA", "basel", REPORT, "2019", UGA, "2020-12-31", ""),
    Owed("TZA", "basel", "contacts", None, TZA, "?", ""),  # one role of two
    Owed("TZA", "basel", REPORT, "2015", TZA, "2016-12-31", "2016-06-30"),
    Owed("TZA", "basel", REPORT, "2016", TZA, "2017-12-31", ""),
    Owed("TZA", "basel", REPORT, "2017", TZA, "2018-12-31", ""),
    Owed("TZA", "basel", REPORT, "2018", TZA, "2019-12-31", ""),
    Owed("TZA", "basel", REPORT, "2019", TZA, "2020-12-31", ""),
    Owed("KEN", "stockholm", "contacts", None, ENTERED, "", "2006-01-01"),
    Owed("KEN", "stockholm", "implementation_plan", None, ENTERED, "2006-12-23", "2007-04-12"),
    Owed("KEN", "stockholm", UPDATE, "cop-4", ENTERED, "2012-08-26", "2014-02-03"),
    Owed("KEN", "stockholm", UPDATE, "cop-5", ENTERED, "2014-10-27", "", excused=True),
    Owed("KEN", "stockholm", UPDATE, "cop-6", ENTERED, "2016-11-26", ""),
    Owed("KEN", "stockholm", UPDATE, "cop-7", ENTERED, "2018-12-15", ""),
    Owed("KEN", "stockholm", "national_report", "4", ENTERED, "2018-08-31", "2018-08-31"),
    Owed("UGA", "minamata", "national_focal_point", None, JOINED, "", ""),
    Owed("UGA", "minamata", "national_report", "2019-short", JOINED, "2019-12-31", ""),
    Owed("UGA", "minamata", "national_report", "2021-full", JOINED, "2021-12-31", ""),
    Owed("NOR", "minamata", "national_focal_point", None, NOR, "", ""),
    Owed("NOR", "minamata", "national_report", "2019-short", NOR, "2019-12-31", ""),
    Owed("NOR", "minamata", "national_report", "2021-full", NOR, "2021-12-31", ""),
]
WORLD, AFRICA, EUROPE, LDCS = "001", "202", "513", "199"
MEMBER = {
    "KEN": {WORLD, AFRICA},
    "UGA": {WORLD, AFRICA, LDCS},
    "TZA": {WORLD, AFRICA, LDCS},
    "NOR": {WORLD, EUROPE},
}
REGIONS = {AFRICA, EUROPE}


# ---- The second computation ----


def binds(owed: Owed) -> bool:
    return owed.due not in ("", "?") and owed.entry != "" and owed.due >= owed.entry


def state(owed: Owed, day: date) -> str:
    if owed.first:
        if not binds(owed):
            return "undated"
        return "on_time" if owed.first <= owed.due else "late"
    if owed.excused:
        return "excused"
    return "missing" if is_due(owed, day) else "not_yet_due"


def share(part: int, whole: int) -> Decimal | None:
    exact = Decimal(100 * part) / Decimal(whole) if whole else None
    return exact if exact is None else exact.quantize(Decimal("0.00001"), ROUND_HALF_UP)


def is_due(owed: Owed, day: date) -> bool:
    bound = owed.entry == "" or owed.entry <= day.isoformat()
    return bound and (owed.due in ("", "?") or owed.due <= day.isoformat())


def counted(items: Iterable[Owed], day: date, as_of: date | None = None) -> dict[str, Any]:
    items = list(items)
    states = [state(owed, day) for owed in items]
    found = Counter(states)
    by_party = defaultdict(list)
    for owed, said in zip(items, states, strict=True):
        by_party[owed.party].append(said not in ("missing", "not_yet_due"))
    passed = [o for o in items if binds(o) and o.due <= day.isoformat() and not o.excused]
    sent_in_time = sum(state(owed, day) == "on_time" for owed in passed)
    unbound = [
        owed
        for owed in items
        if not owed.excused
        and not binds(owed)
        and (owed.due == "?" or "" < owed.due <= day.isoformat())
    ]
    sent = found["on_time"] + found["late"] + found["undated"]
    return {
        "parties": len(by_party),
        "parties_complete": sum(all(done) for done in by_party.values()),
        "owed": len(items),
        **{name: found[name] for name in STATES},
        "transmitted": sent,
        "share_transmitted": share(sent, len(items) - found["excused"]),
        "due_date_passed": len(passed),
        "share_on_time": share(sent_in_time, len(passed)),
        "due_date_not_binding": len(unbound),
        **against_due(items, as_of),
    }


def against_due(items: list[Owed], as_of: date | None) -> dict[str, Any]:
    """The second basis: what was due by the as-of date, of Parties that owed anything by then."""
    if as_of is None:
        return dict.fromkeys(DUE)
    due = [owed for owed in items if is_due(owed, as_of)]
    sent = sum(bool(owed.first) for owed in due)
    excused = sum(owed.excused for owed in due)
    parties = {owed.party for owed in due}
    counts = len(parties), len(due), sent, share(sent, len(due) - excused)
    return dict(zip(DUE, counts, strict=True))


KEYS: dict[str, Callable[[Owed], tuple[str | None, ...]]] = {
    "convention": lambda o: (o.convention, None, None),
    "obligation": lambda o: (o.convention, o.obligation, None),
    "item": lambda o: (o.convention, o.obligation, o.item),
}


def expected(
    by: Sequence[str], day: date, as_of: date | None
) -> dict[tuple[str | None, ...], dict[str, Any]]:
    """The counts of each row by convention, obligation, item and area."""
    areas = next((kind for kind in ("region", "group") if kind in by), None)
    finest = next((kind for kind in ("item", "obligation", "convention") if kind in by), None)
    key = KEYS[finest] if finest else lambda _: (None, None, None)
    rows = defaultdict(list)
    for owed in OWED:
        codes = MEMBER[owed.party] & (REGIONS if areas == "region" else MEMBER[owed.party])
        for code in codes if areas else {None}:
            rows[*key(owed), code].append(owed)
    return {where: counted(items, day, as_of) for where, items in rows.items()}


# ---- The tests ----


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
