"""Dates as the feeds write them."""

import pytest

from sdg1241.imports.moments import midnight_elsewhere, read_moment


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019-12-31", "2019-12-31"),
        ("2019-12-31T00:00:00", "2019-12-31"),
        ("2019-12-31 23:59", "2019-12-31"),
        ("2019-12-31T23:30:00.123Z", "2019-12-31"),
        ("2019-12-31T23:30:00-05:00", "2019-12-31"),  # the day at the place
        ("2020-01-01T00:30:00+0300", "2020-01-01"),
        ("/Date(1577750400000)/", "2019-12-31"),
        ("/Date(1577750400000+0000)/", "2019-12-31"),
        ("/Date(1577833200000+0060)/", "2020-01-01"),  # 23:00 UTC and 60 minutes
        ("/Date(-86400000)/", "1969-12-31"),
        ("31.12.2019", "2019-12-31"),
    ],
)
def test_a_date_in_each_form_is_one_day(written: str, day: str) -> None:
    assert read_moment(written).value == day


@pytest.mark.parametrize(
    "written",
    ["", "2019-02-30", "2019-13-01T00:00:00", "2019-12-31T25:00", "/Date()/", "/Date(999999999999999)/",
     "1577750400000", "2019-W01-1", "datetime'2019-12-31'", "0000-00-00", "03/04/2019"],
)  # fmt: skip
def test_what_is_no_single_day_is_not_read(written: str) -> None:
    assert read_moment(written).value is None


@pytest.mark.parametrize(
    ("written", "next_day"),
    [
        ("/Date(1577833200000)/", "2020-01-01"),  # 2019-12-31, 23:00 UTC
        ("2019-12-31T22:00:00Z", "2020-01-01"),
        ("2019-12-31T22:00:01Z", None),
        ("2019-12-31T22:00:00", None),  # no zone: the time at the place
        ("/Date(1577833200000+0060)/", None),
        ("/Date(1577750400000)/", None),
        ("2019-12-31", None),
        ("soon", None),
    ],
)
def test_a_full_hour_late_in_the_evening_in_utc_may_be_midnight_elsewhere(
    written: str, next_day: str | None
) -> None:
    assert midnight_elsewhere(written) == next_day
