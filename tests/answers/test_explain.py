from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from sdg1241 import Run
from sdg1241.answers import Explanation, explain
from sdg1241.answers.standing import standing
from sdg1241.errors import UsageError

CONTACTS = "KEN,basel,focal_point,,2014-01-01,\nKEN,basel,competent_authority,,2014-01-01,\n"


def explained(run: Run, party: str, convention: str | None = None) -> Explanation:
    return explain(run.checked, run.scored, run.indicator, run.rules, party, convention)


@pytest.mark.parametrize("cycle", [2015, 2020])
def test_the_sum_of_the_items_is_the_score_in_scores_csv(
    sample_run: Callable[..., Run], cycle: int
) -> None:
    run = sample_run(cycle)
    rates = dict(run.tables["rates"].select("party", "transmission_rate").iter_rows())
    compared = 0
    for (party,), scores in run.tables["scores"].group_by("party"):
        answer = explained(run, str(party))
        assert answer.rate == rates[party]
        sums = answer.items.group_by("convention").agg(pl.col("points", "maximum").sum())
        values = {row["convention"]: row for row in answer.scores.iter_rows(named=True)}
        for row in scores.iter_rows(named=True):
            [total] = sums.filter(convention=row["convention"]).rows(named=True)
            hundredfold = (100 * total["points"] / total["maximum"]).quantize(
                Decimal("0.00001"), "ROUND_HALF_UP"
            )
            assert hundredfold == row["score"] == values[row["convention"]]["score"]
            assert (total["points"], total["maximum"]) == (row["points"], row["maximum"])
            assert values[row["convention"]]["maximum_from"].endswith(
                f" = {row['maximum'].normalize():f}"
            )
            compared += 1
        assert set(values) == set(scores["convention"])
    assert compared == run.tables["scores"].height > 700


def test_the_maximum_is_spelled_out_obligation_by_obligation(
    sample_run: Callable[..., Run],
) -> None:
    answer = explained(sample_run(2020), "KEN")
    assert answer.scores["maximum_from"].to_list() == [
        "1 contacts + 5 x 1 annual reports = 6",
        "1 contacts + 53 x 0.2 import responses = 11.6",
        (
            "1 contacts + 1 implementation plan + 4 x 1 implementation plan updates + 1 national"
            " report = 7"
        ),
        "5 x 15 article 7 reports + 5 licensing system = 80",
    ]


def test_each_item_names_the_row_that_proves_it(sample_run: Callable[..., Run]) -> None:
    run = sample_run(2020)
    answer = explained(run, "KEN", "stockholm")
    rows = run.checked.submissions.filter(party="KEN", convention="stockholm")
    plan = answer.items.filter(obligation="implementation_plan").row(0, named=True)
    [row] = rows.filter(scored_obligation="implementation_plan")["row"]
    assert (plan["source_file"], plan["source_row"]) == ("submissions.csv", row)
    assert plan["article"] == "Article 7, paragraph 1"
    assert plan["rule"] == "1 point per cycle, standing"
    assert answer.items["convention"].unique().to_list() == ["stockholm"]


def test_one_more_transmission_does_what_is_foretold(computed: Callable[..., Run]) -> None:
    parties = "KEN,basel,2000-01-01,\n"
    sent = CONTACTS + "KEN,basel,annual_report,2015,2016-05-01,\n"
    before = explained(computed(2020, sent, parties), "KEN", "basel")
    assert before.scores["one_more"].to_list() == [
        "annual report 2016: + 1 = 50.00000 (now 33.33333)"
    ]
    foretold = dict(
        before.items.filter(pl.col("score_with").is_not_null())
        .select("item", "score_with")
        .iter_rows()
    )
    assert sorted(foretold) == ["2016", "2017", "2018", "2019"]
    for item, score in foretold.items():
        after = explained(
            computed(2020, f"{sent}KEN,basel,annual_report,{item},2020-05-01,\n", parties), "KEN"
        )
        assert after.scores["score"].to_list() == [score]


def test_the_last_missing_role_earns_the_point_of_both_and_the_first_earns_nothing(
    computed: Callable[..., Run],
) -> None:
    parties = "KEN,basel,2000-01-01,\n"
    half = explained(computed(2020, "KEN,basel,focal_point,,2014-01-01,\n", parties), "KEN")
    with_role = dict(half.items.filter("role").select("item", "score_with").iter_rows())
    assert with_role == {"focal_point": None, "competent_authority": Decimal("16.66667")}
    nothing = explained(computed(2020, "", parties), "KEN")
    with_role = dict(nothing.items.filter("role").select("item", "score_with").iter_rows())
    assert with_role == {"focal_point": 0, "competent_authority": 0}
    reports = "".join(f"KEN,basel,annual_report,{year},2020-05-01,\n" for year in range(2015, 2020))
    reported = explained(computed(2020, reports, parties), "KEN")
    assert reported.scores["one_more"].to_list() == [
        "no single transmission: focal_point and competent_authority are both needed"
    ]


def test_a_complete_party_misses_nothing(computed: Callable[..., Run]) -> None:
    sent = CONTACTS + "".join(
        f"KEN,basel,annual_report,{year},2020-05-01,\n" for year in range(2015, 2020)
    )
    answer = explained(computed(2020, sent, "KEN,basel,2000-01-01,\n"), "KEN")
    assert answer.scores.select("score", "one_more").row(0) == (Decimal(100), "nothing is missing")


def test_a_receipt_that_does_not_count_is_shown_with_its_reason(
    computed: Callable[..., Run],
) -> None:
    sent = (
        "KEN,basel,focal_point,,2020-02-01,\nKEN,basel,competent_authority,,2014-01-01,2018-01-01\n"
    )
    items = explained(computed(2020, sent, "KEN,basel,2000-01-01,\n"), "KEN").items
    assert dict(items.filter("role").select("item", "uncounted").iter_rows()) == {
        "focal_point": "received on 2020-02-01, after 2019-12-31 (submissions.csv, row 2)",
        "competent_authority": (
            "received on 2014-01-01, ended on 2018-01-01 (submissions.csv, row 3)"
        ),
    }


def test_a_designation_of_the_last_day_came_in_time_and_ended(
    computed: Callable[..., Run],
) -> None:
    """It was received by the limit, so that it ended is the reason, not that it came late."""
    sent = "KEN,basel,focal_point,,2019-12-31,2019-12-31\n"
    items = explained(computed(2020, sent, "KEN,basel,2000-01-01,\n"), "KEN").items
    assert items.filter(item="focal_point")["uncounted"].to_list() == [
        "received on 2019-12-31, ended on 2019-12-31 (submissions.csv, row 2)"
    ]


def test_a_designation_of_the_day_after_came_late(computed: Callable[..., Run]) -> None:
    sent = "KEN,basel,focal_point,,2020-01-01,2020-01-01\n"
    items = explained(computed(2020, sent, "KEN,basel,2000-01-01,\n"), "KEN").items
    assert items.filter(item="focal_point")["uncounted"].to_list() == [
        "received on 2020-01-01, after 2019-12-31 (submissions.csv, row 2)"
    ]


NO_PARTY, PARTY = "not a Party on 2019-12-31: ", "a Party on 2019-12-31: "
SINCE = "entry into force for it on "
UNDATED = "no date of its entry into force is known"


@pytest.mark.parametrize(
    ("since", "left", "status"),
    [
        # It left on the last day of the period, or on the next.
        (
            "2000-01-01",
            "2019-12-31",
            f"{NO_PARTY}{SINCE}2000-01-01, withdrawal with effect on 2019-12-31",
        ),
        ("2000-01-01", "2020-01-01", f"{PARTY}{SINCE}2000-01-01"),
        # Nobody knows since when, but it left.
        ("", "2018-06-01", f"{NO_PARTY}{UNDATED}, withdrawal with effect on 2018-06-01"),
        # It joined on the last day of the period, or later; that it left after that is no reason.
        ("2019-12-31", "2022-06-01", f"{PARTY}{SINCE}2019-12-31"),
        ("2021-03-01", "2023-06-01", f"{NO_PARTY}{SINCE}2021-03-01, after the period's end"),
    ],
)
def test_why_a_state_is_a_party_or_is_none(
    computed: Callable[..., Run], since: str, left: str, status: str
) -> None:
    answer = explained(computed(2020, "", f"KEN,basel,{since},{left}\n"), "KEN", "basel")
    assert answer.standing["status"].to_list() == [status]


def test_a_state_that_counts_from_a_later_cycle_is_told_so_although_it_left_after_that(
    computed: Callable[..., Run],
) -> None:
    run = computed(2020, "", "KEN,basel,,2026-01-01\n")
    status = run.scored.status.with_columns(first_round=pl.lit(2025, pl.Int32))
    answer = standing(run.checked, replace(run.scored, status=status), run.rules, "KEN", ["basel"])
    assert answer["status"].to_list() == [
        f"not counted as a Party on 2019-12-31: {UNDATED}; counted from cycle 2025 on"
    ]


def test_a_state_that_is_no_party_is_told_so_with_what_is_known(
    computed: Callable[..., Run],
) -> None:
    parties = "KEN,basel,2021-03-01,\nKEN,montreal,1990-01-01,2019-06-01\nKEN,rotterdam,,\n"
    run = computed(2020, "KEN,basel,annual_report,2019,2020-05-01,\n", parties)
    status = dict(explained(run, "KEN").standing.select("convention", "status").iter_rows())
    assert (
        status["basel"]
        == "not a Party on 2019-12-31: entry into force for it on 2021-03-01, after the period's"
        " end; "
        "transmissions in the register that count nowhere: 1"
    )
    assert (
        status["montreal"]
        == "not a Party on 2019-12-31: entry into force for it on 1990-01-01, withdrawal with"
        " effect on 2019-06-01"
    )
    assert status["rotterdam"] == "a Party on 2019-12-31: no date of its entry into force is known"
    assert status["stockholm"].startswith(
        "not a Party on 2019-12-31: not listed under it in the Party status"
    )
    assert "; the shipped table knows it as a Party since 20" in status["stockholm"]
    assert explained(run, "KEN", "basel").items.is_empty()


def test_a_convention_that_was_not_in_force_is_named_as_such(computed: Callable[..., Run]) -> None:
    answer = explained(computed(2015, "", "KEN,basel,2000-01-01,\n"), "KEN", "minamata")
    assert answer.standing["status"].to_list() == [
        "the convention is in force only since 2017-08-16, after the period's end"
    ]


def test_the_european_union_is_explained_and_has_no_rate(computed: Callable[..., Run]) -> None:
    run = computed(2020, "EUE,basel,annual_report,2018,2019-05-01,\n", "EUE,basel,1994-05-08,\n")
    answer = explained(run, "EUE")
    assert answer.name == "European Union"
    assert answer.scores["score"].to_list() == [Decimal("16.66667")]
    assert answer.rate is None


def test_an_unknown_convention_is_refused(sample_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match="There is no convention 'bern'"):
        explained(sample_run(2020), "KEN", "bern")
