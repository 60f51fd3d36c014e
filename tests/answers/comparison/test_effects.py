"""What each item does to a score: by hand, and adding up whatever the items are."""

from fractions import Fraction

from hypothesis import given

from sdg1241.answers.comparison.effects import (
    ASKED_MISSING,
    ASKED_RECEIVED,
    DROPPED_MISSING,
    DROPPED_RECEIVED,
    GAINED,
    LOST,
    REWEIGHTED,
    RULES,
    TRANSMISSIONS,
    effects,
)
from sdg1241.answers.comparison.matching import Item, match
from sdg1241.answers.comparison.split import split_score

from .made import items


def found(a, b):
    return [
        (e.event.item, e.event.instead_of, e.event.happened, e.event.cause, e.amount)
        for e in effects(a, b, match(a, b))
    ]


def item(key: str, worth: Fraction | int = 1, *, earned: bool) -> Item:
    return Item("report", key, Fraction(worth), earned)


def test_a_report_that_came_earns_its_share_and_one_that_failed_to_come_loses_it():
    a = [item("1", earned=True), item("2", earned=False), item("3", earned=True)]
    b = [item("1", earned=True), item("2", earned=True), item("3", earned=False)]
    assert found(a, b) == [
        ("2", None, GAINED, TRANSMISSIONS, Fraction(1, 3)),
        ("3", None, LOST, TRANSMISSIONS, Fraction(-1, 3)),
    ]


def test_a_report_of_the_next_cycle_answers_to_one_of_the_last():
    assert found([item("2010", earned=True)], [item("2015", earned=False)]) == [
        ("2015", "2010", LOST, TRANSMISSIONS, Fraction(-1))
    ]


def test_what_is_newly_asked_moves_the_score_towards_itself():
    a = [item("1", earned=True), item("2", earned=False)]  # 1/2
    b = [*a, item("3", earned=True), item("4", earned=False)]
    assert found(a, b) == [
        ("3", None, ASKED_RECEIVED, RULES, Fraction(1, 8)),  # (1 - 1/2) / 4
        ("4", None, ASKED_MISSING, RULES, Fraction(-1, 8)),  # (0 - 1/2) / 4
    ]


def test_what_is_asked_no_more_leaves_the_score_to_the_others():
    b = [item("1", earned=True)]
    a = [*b, item("2", earned=False), item("3", earned=True)]  # 2/3
    assert found(a, b) == [
        ("2", None, DROPPED_MISSING, RULES, Fraction(2, 3)),
        ("3", None, DROPPED_RECEIVED, RULES, Fraction(-1, 3)),
    ]  # 2/3 + 2/3 - 1/3 = 1


def test_an_item_that_is_worth_more_pulls_the_score_towards_itself():
    a = [item("1", earned=True), item("2", earned=False)]
    b = [item("1", 3, earned=True), item("2", earned=False)]
    assert found(a, b) == [
        ("1", None, REWEIGHTED, RULES, Fraction(1, 4))  # (3 - 1) x (1 - 1/2) / 4: 1/2 became 3/4
    ]


@given(items, items)
def test_effects_add_up_to_the_parts_of_the_change(a, b):
    split = split_score(a, b, match(a, b))
    amounts = effects(a, b, match(a, b))
    assert (
        sum(e.amount for e in amounts if e.event.cause == TRANSMISSIONS)
        == split.parts.transmissions
    )
    assert sum(e.amount for e in amounts if e.event.cause == RULES) == split.parts.rules


@given(items)
def test_items_that_stay_as_they_are_do_nothing(a):
    assert effects(a, a, match(a, a)) == ()
