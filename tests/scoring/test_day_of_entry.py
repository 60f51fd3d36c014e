"""The day on which a convention enters into force for a Party belongs to the time that it binds.

What the invented registers say of a State is not what it sent.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sdg1241 import Rules, Scored, read_register, score, validate

ROLES = ("designated_national_authority", "official_contact_point")


@pytest.fixture
def scored(rules: Rules, write_input: Callable[..., Path]) -> Callable[..., Scored]:
    """`scored("KEN,...", "rotterdam,KEN,2016-03-01", date(2016, 3, 1))`: cycle 2020 as of a day."""

    def scored(submissions: str, parties: str, as_of: date) -> Scored:
        folder = write_input(
            submissions=f"party,convention,obligation,item,received_on\n{submissions}",
            parties=f"convention,party,entry_into_force\n{parties}\n",
        )
        checked = validate(read_register(folder), rules)
        return score(checked, rules, 2020, as_of=as_of)

    return scored


@pytest.mark.parametrize(
    ("received", "on_time"),
    [("2016-02-29", True), ("2016-03-01", True), ("2016-03-02", False)],
)
def test_what_is_due_on_the_day_of_entry_binds(
    scored: Callable[..., Scored], received: str, on_time: bool
) -> None:
    """Rotterdam's contacts are due when the convention enters into force (Article 4.3)."""
    rows = "".join(f"KEN,rotterdam,{role},,{received}\n" for role in ROLES)
    audit = scored(rows, "rotterdam,KEN,2016-03-01", date(2018, 6, 30)).audit
    contacts = audit.filter(obligation="contacts")
    assert set(contacts["due_on"]) == {date(2016, 3, 1)}
    assert contacts["on_time"].to_list() == [on_time] * 3  # both roles, and the two together


@pytest.mark.parametrize(
    ("entry", "on_time"),
    [("2016-12-31", True), ("2017-01-01", None)],  # the report on 2015 is due on 2016-12-31
)
def test_a_report_due_on_the_day_of_entry_binds_and_one_due_the_day_before_does_not(
    scored: Callable[..., Scored], entry: str, on_time: bool | None
) -> None:
    sent = "KEN,basel,annual_report,2015,2016-12-31\n"
    audit = scored(sent, f"basel,KEN,{entry}", date(2018, 6, 30)).audit
    assert audit.filter(item="2015")["on_time"].to_list() == [on_time]


@pytest.mark.parametrize(
    ("day", "maximum"),
    [(date(2016, 2, 29), 0), (date(2016, 3, 1), 5)],
)
def test_what_has_no_due_date_is_due_from_the_day_of_entry(
    scored: Callable[..., Scored], day: date, maximum: int
) -> None:
    """The licensing system is owed at once; no annual data is due yet."""
    due = scored("", "montreal,KEN,2016-03-01", day).scores["maximum_due"]
    assert due.to_list() == [maximum]


@pytest.mark.parametrize(
    ("day", "on_time"),
    [(date(2016, 12, 30), None), (date(2016, 12, 31), False)],
)
def test_what_is_missing_is_late_from_its_due_date_on(
    scored: Callable[..., Scored], day: date, on_time: bool | None
) -> None:
    audit = scored("", "basel,KEN,2000-01-01", day).audit
    assert audit.filter(item="2015")["on_time"].to_list() == [on_time]
