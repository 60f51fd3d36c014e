"""Who met everything and who is one item away, counted a second time by plain Python."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sdg1241 import Rules, Run, compute, read_run
from sdg1241.answers import met
from sdg1241.errors import UsageError
from sdg1241.submissions import table_schema
from sdg1241.submissions.schemas import pandera_schema

DAY = date(2021, 12, 31)
YEARS = range(2015, 2020)
# Who sent what under Basel and Minamata. All are Parties of Basel since 2000; Uganda and Norway of
# Minamata too. The European Union sent everything, and is no country.
ROLES = ("focal_point", "competent_authority")
ROUNDS = ("2019-short", "2021-full")
BASEL = {
    "KEN": (ROLES, YEARS),  # everything
    "UGA": (ROLES, YEARS),
    "TZA": (ROLES[:1], YEARS),  # one role of two: the contacts are one item away
    "NOR": (ROLES, range(2015, 2019)),  # the report on 2019 is missing
    "SWE": ((), YEARS),  # both roles: still one item
    "FIN": ((), range(2015, 2019)),  # two items
    "EUE": (ROLES, YEARS),
}
MINAMATA = {"UGA": ROUNDS, "NOR": ROUNDS[:1]}  # and no focal point of either


def register() -> dict[str, str]:
    rows = ["party,convention,obligation,item,received_on"]
    status = ["convention,party,entry_into_force"]
    for party, (roles, years) in BASEL.items():
        status.append(f"basel,{party},2000-01-01")
        rows += [f"{party},basel,{role},,2000-02-01" for role in roles]
        rows += [f"{party},basel,annual_report,{year},2021-06-01" for year in years]
    for party, rounds in MINAMATA.items():
        status.append(f"minamata,{party},2017-08-16")
        rows += [f"{party},minamata,national_report,{item},2021-12-31" for item in rounds]
    return {"submissions": "\n".join(rows) + "\n", "parties": "\n".join(status) + "\n"}


def missing(party: str, convention: str | None) -> list[tuple[str, str, str | None, str | None]]:
    """What a Party has not sent: convention, obligation, item, missing roles."""
    roles, years = BASEL[party]
    lacking = [role for role in ROLES if role not in roles]
    found: list[tuple[str, str, str | None, str | None]] = []
    if lacking:
        found.append(("basel", "contacts", None, ", ".join(lacking)))
    found += [("basel", "annual_report", str(y), None) for y in YEARS if y not in years]
    if party in MINAMATA:
        found.append(("minamata", "national_focal_point", None, None))
        rounds = [item for item in ROUNDS if item not in MINAMATA[party]]
        found += [("minamata", "national_report", item, None) for item in rounds]
    return [one for one in found if convention in (None, one[0])]


@pytest.fixture
def run(rules: Rules, write_input: Callable[..., Path]) -> Run:
    return compute(write_input(**register()), 2020, as_of=DAY, rules=rules)


@pytest.mark.parametrize("convention", [None, "basel", "minamata"])
def test_each_row_comes_out_a_second_time(rules: Rules, run: Run, convention: str | None) -> None:
    asked = [p for p in BASEL if p != "EUE" and (convention != "minamata" or p in MINAMATA)]
    lacks = {party: missing(party, convention) for party in asked}
    expected = [
        (party, n, *(lacks[party][0] if n else (None, None, None, None)))
        for n in (0, 1)
        for party in sorted(asked)
        if len(lacks[party]) == n
    ]
    answer = met(run, rules, convention=convention)
    columns = ("party", "missing", "convention", "obligation", "item", "missing_roles")
    assert answer.table.select(columns).rows() == expected
    assert answer.parties == len(asked)
    assert expected


def test_a_row_names_the_country_and_what_it_owes(rules: Rules, run: Run) -> None:
    [norway] = met(run, rules, convention="basel").table.filter(party="NOR").to_dicts()
    assert (norway["name"], norway["conventions"], norway["owed"]) == ("Norway", 1, 6)
    assert (norway["article"], norway["due_on"]) == ("Article 13, paragraph 3", date(2020, 12, 31))
    assert norway["due"] is True
    [uganda] = met(run, rules).table.filter(party="UGA").to_dicts()
    assert (uganda["conventions"], uganda["owed"], uganda["missing"]) == (2, 9, 1)


def test_only_members_of_the_group(rules: Rules, run: Run) -> None:
    answer = met(run, rules, group="Europe and Northern America")
    assert answer.table["party"].to_list() == ["SWE"]
    assert answer.parties == 3  # Norway misses three items, Finland two


def test_who_is_excused_has_met(rules: Rules, write_input: Callable[..., Path]) -> None:
    folder = write_input(
        submissions="party,convention,obligation,item,received_on\n"
        "KEN,stockholm,official_contact_point,,2006-01-01\n"
        "KEN,stockholm,national_focal_point,,2006-01-01\n"
        "KEN,stockholm,implementation_plan,,2006-01-01\n"
        "KEN,stockholm,national_report,4,2018-01-01\n",
        parties="convention,party,entry_into_force\nstockholm,KEN,2004-12-23\n",
        amendments_not_bound="party,item\n" + "".join(f"KEN,cop-{n}\n" for n in range(4, 8)),
    )
    answer = met(compute(folder, 2020, rules=rules), rules)
    assert answer.table.select("party", "missing", "owed").rows() == [("KEN", 0, 7)]


@pytest.mark.parametrize("edition", ["2026-10", "2020-10"])
@pytest.mark.parametrize("cycle", [2015, 2020])
def test_who_met_is_who_meets_in_the_tables(
    sample_run: Callable[..., Run], rules: Rules, cycle: int, edition: str
) -> None:
    run = sample_run(cycle, edition)
    for convention in run.conventions:
        answer = met(run, rules, convention=convention)
        meets = run.tables["scores"].filter(pl.col("meets"), convention=convention)["party"]
        assert answer.table.filter(missing=0)["party"].to_list() == meets.to_list()
    answer = met(run, rules)
    meets_all = run.tables["rates"].filter("meets_all")["party"].to_list()
    assert answer.table.filter(missing=0)["party"].to_list() == meets_all
    assert answer.parties == run.tables["rates"].height


def test_a_run_read_back_gives_the_same(
    rules: Rules, run: Run, write_quickly: Callable[[Path, Run], Path], tmp_path: Path
) -> None:
    read = read_run(write_quickly(tmp_path / "run", run))
    assert met(read, rules).table.equals(met(run, rules).table)


def test_the_table_is_that_of_its_schema(rules: Rules, run: Run) -> None:
    table = met(run, rules).table
    assert table.columns == table_schema("met").columns
    pandera_schema("met").validate(table, lazy=True)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"convention": "bern"}, "no convention 'bern'. Known: basel"),
        ({"group": "Afrika"}, "no group 'Afrika'. Nearest: Africa"),
    ],
)
def test_what_does_not_exist_is_refused(
    rules: Rules, run: Run, asked: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError) as refused:
        met(run, rules, **asked)
    assert message in str(refused.value)
