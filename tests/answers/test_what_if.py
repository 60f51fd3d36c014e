from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdg1241 import Rules, Run, aggregate, load_rules, score
from sdg1241.answers import WhatIf, what_if
from sdg1241.errors import Sdg1241Error
from sdg1241.rules import Change, Proposal, load_proposal

SAMPLE = Path(__file__).parents[2] / "sample_data" / "what_if.toml"
NOTHING = Proposal(Path("proposal.toml"), "", (), deadlines_enforced=False, from_accession=False)


def change(
    convention: str,
    obligation: str,
    points: str | None = None,
    items: tuple[str, ...] | None = None,
) -> Proposal:
    worth = Decimal(points) if points else None
    return replace(NOTHING, changes=(Change(convention, obligation, worth, items, None),))


def asked(run: Run, proposal: Proposal) -> WhatIf:
    scored = run.scored
    return what_if(
        run.checked, run.rules, proposal, scored.cycle.id, scored.edition.id, scored.as_of
    )


def values(answer: WhatIf) -> list[tuple[object, ...]]:
    columns = (
        "party",
        "points_what_if",
        "maximum_what_if",
        "score_official",
        "score_what_if",
        "change",
    )
    return answer.scores.select(columns).rows()


BASEL = "KEN,basel,2000-01-01,\n"
TWO_REPORTS = "KEN,basel,annual_report,2015,2016-12-31,\nKEN,basel,annual_report,2016,2018-01-01,\n"


def test_reports_that_weigh_double(computed: Callable[..., Run]) -> None:
    answer = asked(computed(2020, TWO_REPORTS, BASEL), change("basel", "annual_report", points="2"))
    # 2 x 2 of 1 + 5 x 2
    assert values(answer) == [
        ("KEN", 4, 11, Decimal("33.33333"), Decimal("36.36364"), Decimal("3.03031"))
    ]


def test_other_items_than_the_cycle_counts(computed: Callable[..., Run]) -> None:
    answer = asked(
        computed(2020, TWO_REPORTS, BASEL), change("basel", "annual_report", items=("2016", "2017"))
    )
    # 1 of 1 + 2
    assert values(answer) == [("KEN", 1, 3, Decimal("33.33333"), Decimal("33.33333"), 0)]


def test_a_change_goes_before_what_the_edition_lists(computed: Callable[..., Run]) -> None:
    run = computed(2020, TWO_REPORTS, BASEL, edition="2020-10")
    answer = asked(run, change("basel", "annual_report", items=("2015",)))
    assert values(answer) == [("KEN", 1, 2, 40, 50, 10)]


def test_points_of_zero_drop_an_obligation(computed: Callable[..., Run]) -> None:
    answer = asked(computed(2020, TWO_REPORTS, BASEL), change("basel", "contacts", points="0"))
    assert values(answer) == [("KEN", 2, 5, Decimal("33.33333"), 40, Decimal("6.66667"))]


def test_who_is_asked_for_nothing_has_no_score(computed: Callable[..., Run]) -> None:
    none = replace(
        NOTHING,
        changes=(
            Change("basel", "contacts", Decimal(0), None, None),
            Change("basel", "annual_report", None, (), None),
        ),
    )
    answer = asked(computed(2020, TWO_REPORTS, BASEL), none)
    assert values(answer) == [("KEN", None, None, Decimal("33.33333"), None, None)]


def test_a_late_report_does_not_count_where_deadlines_are_enforced(
    computed: Callable[..., Run],
) -> None:
    # The report on 2015 came on the day it was due, 2016-12-31; that on 2016 a day late.
    answer = asked(computed(2020, TWO_REPORTS, BASEL), replace(NOTHING, deadlines_enforced=True))
    assert values(answer) == [
        ("KEN", 1, 6, Decimal("33.33333"), Decimal("16.66667"), Decimal("-16.66666"))
    ]


def test_a_report_sent_in_time_counts_although_it_was_sent_again_late(
    computed: Callable[..., Run],
) -> None:
    again = TWO_REPORTS + "KEN,basel,annual_report,2015,2019-01-01,\n"
    answer = asked(computed(2020, again, BASEL), replace(NOTHING, deadlines_enforced=True))
    assert answer.scores["points_what_if"].to_list() == [1]


def test_what_carries_over_is_never_late(computed: Callable[..., Run]) -> None:
    # All after their due dates: contacts due in 2000, the plan in 2006, the update for cop-4 in
    # 2012.
    sent = (
        "KEN,basel,focal_point,,2018-01-01,\nKEN,basel,competent_authority,,2018-01-01,\n"
        "KEN,stockholm,implementation_plan,,2007-01-01,\n"
        "KEN,stockholm,implementation_plan_update,cop-4,2013-01-01,\n"
        "KEN,stockholm,national_report,4,2019-01-01,\n"
    )
    run = computed(2020, sent, BASEL + "KEN,stockholm,2004-05-17,\n")
    answer = asked(run, replace(NOTHING, deadlines_enforced=True))
    assert answer.scores.select("convention", "points_official", "points_what_if").rows() == [
        ("basel", 1, 1),
        ("stockholm", 3, 2),  # only the report, due on 2018-08-31, is lost
    ]


ACCESSION = replace(NOTHING, from_accession=True)


@pytest.mark.parametrize(
    ("since", "maximum"),
    [
        ("2014-12-31", 6),  # a Party before the period: nothing is adjusted
        ("2015-01-01", 6),  # joined on its first day: every report year ends later
        ("2015-12-31", 6),  # the year 2015 ended on the day it joined
        ("2016-01-01", 5),
        ("2018-07-01", 3),  # contacts and the reports on 2018 and 2019
        ("2019-12-31", 2),
    ],
)
def test_a_new_party_is_not_asked_for_years_that_ended_before(
    computed: Callable[..., Run], since: str, maximum: int
) -> None:
    answer = asked(computed(2020, "", f"KEN,basel,{since},\n"), ACCESSION)
    assert answer.scores["maximum_what_if"].to_list() == [maximum]
    assert answer.scores["maximum_official"].to_list() == [6]


@pytest.mark.parametrize(
    ("since", "maximum"),
    [
        ("2014-12-31", 7),  # a Party before the period owes the updates that fell due before it
        ("2015-01-01", 5),  # joined on its first day: those due in 2012 and 2014 are waived
        ("2019-12-31", 2),  # joined on its last day: the contacts and the plan are left
        ("2020-01-01", None),  # no Party of this period
    ],
)
def test_who_joined_on_the_first_or_the_last_day_joined_during_the_period(
    computed: Callable[..., Run], since: str, maximum: int | None
) -> None:
    answer = asked(computed(2020, "", f"KEN,stockholm,{since},\n"), ACCESSION)
    assert answer.scores["maximum_what_if"].to_list() == ([maximum] if maximum else [])


def test_a_new_party_owes_import_responses_for_the_whole_annex(
    computed: Callable[..., Run],
) -> None:
    answer = asked(computed(2020, "", "KEN,rotterdam,2019-01-01,\n"), ACCESSION)
    assert answer.scores["maximum_what_if"].to_list() == [Decimal("11.6")]


def test_updates_and_rounds_that_fell_due_before_are_not_asked(
    computed: Callable[..., Run],
) -> None:
    # Joined on 2018-10-01: contacts, the plan and the update due on 2018-12-15 remain.
    answer = asked(computed(2020, "", "KEN,stockholm,2018-10-01,\n"), ACCESSION)
    assert answer.scores.select("maximum_official", "maximum_what_if").row(0) == (7, 3)


def test_means_are_exact_over_different_maxima(computed: Callable[..., Run]) -> None:
    # 1 of 6, 1 of 5 and 1 of 3: the mean of the exact values, 100 x (1/6 + 1/5 + 1/3) / 3 =
    # 23.33333
    parties = "KEN,basel,2000-01-01,\nUGA,basel,2016-06-01,\nTZA,basel,2018-06-01,\n"
    sent = "".join(
        f"{party},basel,annual_report,2019,2020-01-31,\n" for party in ("KEN", "UGA", "TZA")
    )
    answer = asked(computed(2020, sent, parties), ACCESSION)
    world = answer.aggregates.filter(group_m49="001", convention="basel").row(0, named=True)
    assert (world["mean_score_official"], world["mean_score_what_if"]) == (
        Decimal("16.66667"),
        Decimal("23.33333"),
    )


def test_the_official_rules_and_results_stay_as_they_are(
    sample_run: Callable[..., Run], rules: Rules
) -> None:
    run = sample_run(2020)
    before = repr((rules.conventions, rules.editions))
    answer = asked(run, load_proposal(SAMPLE, rules))
    assert repr((rules.conventions, rules.editions)) == before
    assert load_rules() is rules
    assert answer.official.scores.equals(run.scored.scores)
    assert not answer.changed.scores.equals(run.scored.scores)
    again = aggregate(score(run.checked, rules, 2020), rules)
    assert again.aggregates.equals(run.indicator.aggregates)
    official = answer.aggregates.select("group_m49", "convention", mean_score="mean_score_official")
    assert official.equals(run.indicator.aggregates.select("group_m49", "convention", "mean_score"))


def test_every_row_says_that_it_is_not_official(
    sample_run: Callable[..., Run], rules: Rules
) -> None:
    answer = asked(sample_run(2020), load_proposal(SAMPLE, rules))
    for table in (answer.scores, answer.aggregates):
        assert table["status"].unique().to_list() == ["not official"]
        assert table["proposal"].unique().to_list() == [load_proposal(SAMPLE, rules).title]


@settings(deadline=None, max_examples=15)
@given(st.integers(1, 60_000), st.integers(0, 6))
def test_scaling_all_points_of_a_convention_changes_no_score(
    sample_run: Callable[..., Run], number: int, decimals: int
) -> None:
    factor = Decimal(number).scaleb(-decimals)
    run = sample_run(2020)
    duties = run.rules.convention("montreal").obligations
    scaled = tuple(Change("montreal", duty.id, duty.points * factor, None, None) for duty in duties)
    answer = asked(run, replace(NOTHING, changes=scaled))
    assert answer.scores["change"].unique().to_list() == [0]


DUTIES = [(c.id, o.id) for c in load_rules().conventions for o in c.obligations]


@settings(deadline=None, max_examples=15)
@given(st.lists(st.integers(1, 200), min_size=len(DUTIES), max_size=len(DUTIES)))
def test_any_points_give_the_mean_of_the_exact_scores(
    sample_run: Callable[..., Run], tenths: list[int]
) -> None:
    changes = tuple(
        Change(*duty, Decimal(n) / 10, None, None) for duty, n in zip(DUTIES, tenths, strict=True)
    )
    answer = asked(sample_run(2020), replace(NOTHING, changes=changes))
    scores = answer.changed.scores
    exact = [
        Fraction(p) / Fraction(m)
        for p, m in scores.filter(convention="basel").select("points", "maximum").rows()
    ]
    mean = sum(exact) / len(exact) * 100 * 10**5
    world = answer.aggregates.filter(group_m49="001", convention="basel")["mean_score_what_if"][0]
    assert int(world * 10**5) == int(mean + Fraction(1, 2))


def test_points_too_odd_for_exact_means_are_refused_and_not_rounded(
    computed: Callable[..., Run],
) -> None:
    odd = replace(
        NOTHING,
        changes=tuple(
            Change(convention, obligation, Decimal(points), None, None)
            for convention, obligation, points in (
                ("basel", "contacts", "999999.999983"),
                ("rotterdam", "contacts", "999999.999961"),
                ("stockholm", "contacts", "999999.999959"),
            )
        ),
    )
    run = computed(2020, "", BASEL + "KEN,rotterdam,2005-01-01,\nKEN,stockholm,2005-01-01,\n")
    with pytest.raises(Sdg1241Error, match=r"3 different maxima .* Use points with fewer digits\."):
        asked(run, odd)


def test_nothing_counts_after_the_as_of_date_on_either_side(computed: Callable[..., Run]) -> None:
    run = computed(2020, TWO_REPORTS, BASEL, date(2017, 6, 30))
    answer = asked(run, change("basel", "annual_report", points="2"))
    assert answer.scores.select("points_official", "points_what_if").row(0) == (1, 2)
    assert pl.Series([answer.official.provisional, answer.changed.provisional]).all()
