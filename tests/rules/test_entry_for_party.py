"""When a treaty enters into force for a State that deposits its instrument, by the treaty's own
article."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdg1241.rules import Rules

# (convention, deposit, entry into force for the Party)
CASES = [
    ("basel", date(2000, 6, 1), date(2000, 8, 30)),
    ("basel", date(1989, 9, 8), date(1992, 5, 5)),  # before the twentieth instrument
    ("basel", date(1992, 2, 6), date(1992, 5, 6)),  # the day after the twentieth
    ("rotterdam", date(2003, 11, 26), date(2004, 2, 24)),  # the fiftieth
    ("stockholm", date(2004, 2, 17), date(2004, 5, 17)),
    ("stockholm", date(2004, 3, 1), date(2004, 5, 30)),  # before the treaty, yet ninety days
    ("minamata", date(2017, 5, 18), date(2017, 8, 16)),
    ("montreal", date(1988, 12, 30), date(1989, 1, 1)),  # not ninety days: bound with the rest
    ("montreal", date(1989, 5, 19), date(1989, 8, 17)),
]


@pytest.mark.parametrize(("convention", "deposited", "in_force"), CASES)
def test_a_deposit_takes_effect_as_the_article_says(
    rules: Rules, convention: str, deposited: date, in_force: date
) -> None:
    treaty = rules.convention(convention)
    rule = treaty.entry_for_party
    assert rule is not None
    assert rule.day(deposited, treaty.entry_into_force) == in_force


@given(st.dates(date(1985, 1, 1), date(2100, 1, 1)))
def test_no_deposit_takes_effect_before_the_treaty_or_before_itself(
    rules: Rules, deposited: date
) -> None:
    for treaty in rules.conventions:
        assert treaty.entry_for_party is not None
        in_force = treaty.entry_for_party.day(deposited, treaty.entry_into_force)
        assert in_force >= max(deposited, treaty.entry_into_force)


def test_each_rule_names_its_article(rules: Rules) -> None:
    for treaty in rules.conventions:
        assert treaty.entry_for_party is not None
        assert treaty.entry_for_party.legal_basis.startswith("Article ")


def test_the_rule_in_words_says_what_is_special(rules: Rules) -> None:
    words = {c.id: c.entry_for_party.in_words for c in rules.conventions if c.entry_for_party}
    assert words["basel"].endswith("at the earliest with the treaty itself")
    assert "where it did so before" in words["montreal"]
