"""Progress while a cycle runs. What the invented registers say of a State is not what it sent."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from subprocess import CompletedProcess

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdg1241 import Checked, Rules, Run, Scored, read_register, score, validate

LATER = date(2031, 1, 1)


@pytest.fixture
def checked(rules: Rules, write_input: Callable[..., Path]) -> Callable[[str, str], Checked]:
    def check(submissions: str, parties: str) -> Checked:
        folder = write_input(
            submissions=f"party,convention,obligation,item,received_on\n{submissions}",
            parties=f"party,convention,entry_into_force\n{parties}",
        )
        return validate(read_register(folder), rules, LATER)

    return check


def due(scored: Scored) -> list[tuple[object, ...]]:
    return scored.scores.select(
        "points", "maximum", "points_due", "maximum_due", "score_due"
    ).rows()


@pytest.mark.parametrize(
    ("as_of", "points_due", "maximum_due", "score_due"),
    [
        ("2026-11-23", 0, 1, 0),  # of contacts and five reports, only the contacts are due
        ("2026-12-30", 0, 1, 0),
        ("2026-12-31", 1, 2, 50),  # the report on 2025 falls due
        ("2027-12-31", 1, 3, Decimal("33.33333")),
        ("2030-12-31", 1, 6, Decimal("16.66667")),
    ],
)
def test_basel_reports_count_from_the_day_they_are_due(
    rules: Rules,
    checked: Callable[[str, str], Checked],
    as_of: str,
    points_due: int,
    maximum_due: int,
    score_due: object,
) -> None:
    register = checked("KEN,basel,annual_report,2025,2026-02-01\n", "KEN,basel,2000-01-01\n")
    scored = score(register, rules, 2030, as_of=date.fromisoformat(as_of))
    assert due(scored) == [(1, 6, points_due, maximum_due, score_due)]


def test_an_update_counts_as_due_from_its_own_date(
    rules: Rules, checked: Callable[[str, str], Checked]
) -> None:
    register = checked("", "KEN,stockholm,2005-01-01\n")
    # 1 contacts + 1 plan + 8 updates + 1 report; the sixth report is due on 2026-08-31, cop-11's
    # update on 2027-02-26
    before, on = (
        score(register, rules, 2030, as_of=day) for day in (date(2027, 2, 25), date(2027, 2, 26))
    )
    assert [due(before)[0][3], due(on)[0][3]] == [10, 11]
    assert before.scores["maximum"].to_list() == [11]


def test_what_has_no_due_date_is_due_once_it_is_listed(
    rules: Rules, checked: Callable[[str, str], Checked]
) -> None:
    register = checked("", "KEN,rotterdam,2005-01-01\n")
    listed = rules.reference.items["annex_iii"]["listed_year"]
    scored = score(register, rules, 2025, as_of=date(2021, 6, 30))
    assert due(scored)[0][3] == 1 + Decimal("0.2") * (listed <= 2021).sum()
    assert due(scored)[0][3] < due(scored)[0][1]


def test_nothing_is_due_from_a_party_before_the_convention_binds_it(
    rules: Rules, checked: Callable[[str, str], Checked]
) -> None:
    register = checked("KEN,montreal,licensing_system,,2026-01-01\n", "KEN,montreal,2027-01-01\n")
    scored = score(register, rules, 2030, as_of=date(2026, 11, 23))
    assert due(scored) == [(5, 80, 0, 0, None)]


def test_without_a_day_nothing_is_said_of_what_is_due(
    rules: Rules, checked: Callable[[str, str], Checked]
) -> None:
    scored = score(checked("", "KEN,basel,2000-01-01\n"), rules, 2030)
    assert due(scored) == [(0, 6, None, None, None)]


@pytest.mark.parametrize(
    ("cycle", "edition", "as_of", "provisional"),
    [
        (2030, None, None, True),  # the edition knows what happened up to 2026-10-01
        (2030, None, date(2026, 11, 23), True),
        (2030, None, date(2029, 12, 30), True),
        (2030, None, date(2029, 12, 31), False),
        (2025, None, None, False),
        (2025, None, date(2024, 6, 30), True),
        (2020, "2020-10", None, False),
        (2025, "2020-10", None, True),
    ],
)
def test_a_cycle_is_provisional_until_its_period_has_ended(
    rules: Rules,
    checked: Callable[[str, str], Checked],
    cycle: int,
    edition: str | None,
    as_of: date | None,
    provisional: bool,
) -> None:
    scored = score(checked("", "KEN,basel,2000-01-01\n"), rules, cycle, edition, as_of)
    assert scored.provisional is provisional


@settings(deadline=None, max_examples=15)
@given(st.dates(date(2015, 1, 1), date(2022, 12, 31)))
def test_what_is_due_is_part_of_the_whole(
    sample_run: Callable[..., Run], rules: Rules, day: date
) -> None:
    run = sample_run(2020)
    scores = score(run.checked, rules, 2020, as_of=day).scores
    assert scores.filter(pl.col("maximum_due") > pl.col("maximum")).is_empty()
    assert scores.filter(
        pl.col("points_due") > pl.min_horizontal("points", "maximum_due")
    ).is_empty()
    assert scores.filter(pl.col("score_due").is_null() != (pl.col("maximum_due") == 0)).is_empty()
    if day >= date(2021, 12, 31):  # by then the last item of the cycle has fallen due
        assert scores.filter(pl.col("maximum_due") != pl.col("maximum")).is_empty()
        assert scores.filter(pl.col("score_due") != pl.col("score")).is_empty()


def test_run_writes_the_columns_and_says_provisional(
    sdg1241: Callable[..., "CompletedProcess[str]"], tmp_path: Path
) -> None:
    done = sdg1241(
        "run", "sample_data/2020", "--cycle", 2030, "--as-of", "2026-11-23", "--output", tmp_path
    )
    assert done.returncode == 0, done.stderr
    first = done.stdout.splitlines()[0]
    assert first == "SDG 12.4.1, cycle 2030, edition 2026-10, provisional as of 2026-11-23"
    scores = pl.read_csv(tmp_path / "scores.csv", infer_schema=False)
    assert scores.columns[-4:] == ["points_due", "maximum_due", "score_due", "provisional"]
    kenya = scores.filter(party="KEN", convention="montreal").row(0, named=True)
    assert (kenya["maximum_due"], kenya["score_due"]) == ("20.0", "25.00000")
    for table in ("scores", "rates", "aggregates"):
        marks = pl.read_csv(tmp_path / f"{table}.csv", infer_schema=False)["provisional"]
        assert marks.unique().to_list() == ["true"]
    assert json.loads((tmp_path / "run.json").read_text("utf-8"))["provisional"] is True
