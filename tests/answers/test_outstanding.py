from collections.abc import Callable
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from sdg1241 import Rules, Run
from sdg1241.answers import find_group, find_party, group_parties, outstanding, when_due
from sdg1241.errors import UsageError

DAY = date(2020, 6, 30)


def test_what_is_owed_with_due_dates_and_gain(computed: Callable[..., Run]) -> None:
    sent = "KEN,basel,focal_point,,2014-01-01,\nKEN,basel,annual_report,2015,2016-05-01,\n"
    run = computed(2020, sent, "KEN,basel,2000-01-31,\n", DAY)
    table = outstanding(run.scored, run.rules, DAY)
    assert table.select(
        "item", "missing_roles", "article", "due_on", "days_overdue", "gain"
    ).rows() == [
        (None, "competent_authority", "Article 5", date(2000, 4, 30), 7366, Decimal("16.66667")),
        ("2016", None, "Article 13, paragraph 3", date(2017, 12, 31), 912, Decimal("16.66667")),
        ("2017", None, "Article 13, paragraph 3", date(2018, 12, 31), 547, Decimal("16.66667")),
        ("2018", None, "Article 13, paragraph 3", date(2019, 12, 31), 182, Decimal("16.66667")),
        ("2019", None, "Article 13, paragraph 3", date(2020, 12, 31), -184, Decimal("16.66667")),
    ]
    assert table["counted_on"].unique().to_list() == [DAY]
    assert table["name"].unique().to_list() == ["Kenya"]


def test_what_came_after_the_day_is_still_owed(computed: Callable[..., Run]) -> None:
    sent = "KEN,minamata,national_focal_point,,2020-07-01,\n"
    before = computed(2020, sent, "KEN,minamata,2018-01-01,\n", DAY)
    after = computed(2020, sent, "KEN,minamata,2018-01-01,\n", date(2020, 7, 1))
    owed = [
        outstanding(run.scored, run.rules, DAY)["obligation"].to_list() for run in (before, after)
    ]
    assert owed == [
        ["national_focal_point", "national_report", "national_report"],
        ["national_report"] * 2,
    ]


def test_an_item_without_a_due_date_has_no_days(computed: Callable[..., Run]) -> None:
    run = computed(2020, "", "KEN,rotterdam,2005-01-01,\n", DAY)
    table = outstanding(run.scored, run.rules, DAY).filter(obligation="import_response")
    assert table.height == 53
    assert table.select("due_on", "days_overdue").null_count().row(0) == (53, 53)


def test_points_and_gains_of_all_parties_are_what_they_lack(sample_run: Callable[..., Run]) -> None:
    run = sample_run(2020)
    owed = (
        outstanding(run.scored, run.rules, DAY)
        .group_by("party", "convention")
        .agg(pl.col("points").sum())
    )
    both = run.scored.scores.join(owed, on=("party", "convention"), how="left", suffix="_owed")
    assert both.filter(
        pl.col("points") + pl.col("points_owed").fill_null(0) != pl.col("maximum")
    ).is_empty()
    assert both["points_owed"].count() == owed.height > 500


def test_only_the_parties_asked_about(sample_run: Callable[..., Run], rules: Rules) -> None:
    run = sample_run(2020)
    members = group_parties(rules, "202")
    table = outstanding(run.scored, rules, DAY, members)
    assert set(table["party"]) <= members
    assert table.equals(
        outstanding(run.scored, rules, DAY).filter(pl.col("party").is_in(sorted(members)))
    )


def test_days_in_words() -> None:
    days = pl.DataFrame({"days": [2, 1, 0, -1, -30, None]})
    assert days.select(when_due(pl.col("days"))).to_series().to_list() == [
        "2 days overdue", "1 day overdue", "due today", "1 day left", "30 days left", "",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["KEN", "ke", "404", " Kenya ", "Кения", "肯尼亚"])
def test_a_party_is_known_by_code_and_name(rules: Rules, text: str) -> None:
    assert find_party(rules.reference, text) == "KEN"


@pytest.mark.parametrize(
    ("text", "message"),
    [("Kenyaa", r"no Party 'Kenyaa'.*Nearest: Kenya \(KEN\)"), ("", "no Party ''")],
)
def test_an_unknown_party_is_refused_with_the_nearest(
    rules: Rules, text: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        find_party(rules.reference, text)


@pytest.mark.parametrize("text", ["001", "1", "World", "world"])
def test_a_group_is_known_by_code_and_name(rules: Rules, text: str) -> None:
    assert find_group(rules, text) == ("001", "World")


@pytest.mark.parametrize(
    ("text", "code"), [("LDCs", "199"), ("least developed countries", "199"), ("sids", "722")]
)
def test_a_group_is_known_by_its_abbreviation(rules: Rules, text: str, code: str) -> None:
    assert find_group(rules, text)[0] == code


@pytest.mark.parametrize("text", ["", " "])
def test_a_blank_is_no_group(rules: Rules, text: str) -> None:
    with pytest.raises(UsageError, match="no group"):
        find_group(rules, text)


def test_an_unknown_group_is_refused_with_the_nearest(rules: Rules) -> None:
    with pytest.raises(UsageError, match=r"no group 'Wrld'\. Nearest: World\."):
        find_group(rules, "Wrld")


def test_a_group_has_the_members_of_the_editions_date(rules: Rules) -> None:
    assert "GNQ" in group_parties(rules, "199", "2020-10")
    assert "GNQ" not in group_parties(rules, "199")
