"""Dates as people and programs write them: one reading is read, more are never guessed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdg1241.characters import unaccented
from sdg1241.submissions.dates import SMALL, read_date
from sdg1241.submissions.months import date_words

LAST_DAY_OF_2016 = (Path(__file__).parent / "last_day_of_2016.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("text", LAST_DAY_OF_2016)
def test_a_date_with_one_reading_is_read(text):
    reading = read_date(text)
    assert (reading.value, reading.finding) == ("2016-12-31", None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 November 2021", "2021-11-03"),
        ("Nov 3, 2021", "2021-11-03"),
        ("3rd Nov 2021", "2021-11-03"),
        ("1er janvier 2016", "2016-01-01"),
        ("1\u00ba de enero de 2016", "2016-01-01"),
        ("5 mai 2016", "2016-05-05"),
        ("2 ao\u00fbt 2017", "2017-08-02"),
        ("7 de setiembre de 2018", "2018-09-07"),
        ("05/05/2020", "2020-05-05"),
        ("29 Feb 2020", "2020-02-29"),
    ],
)
def test_other_days_too(text, day):
    assert read_date(text).value == day


def test_of_two_readings_none_is_taken_unless_the_order_is_given():
    reading = read_date("03/04/2020")
    assert (reading.code, reading.details) == (
        "ambiguous-date",
        {"readings": "2020-03-04 or 2020-04-03"},
    )
    assert read_date("03/04/2020", order="day-first").value == "2020-04-03"
    assert read_date("03/04/2020 0:00", order="month-first").value == "2020-03-04"


@pytest.mark.parametrize("order", [None, "day-first", "month-first"])
def test_where_there_is_one_reading_the_order_changes_nothing(order):
    for text in ("31/12/2016", "12/31/2016", "2016-12-31", "Dec 31, 2016", "12/12/2016"):
        assert read_date(text, order=order) == read_date(text)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("31-Dec-16", "four digits"),
        ("03/04/20", "four digits"),
        ("31.12.16", "four digits"),
        ("2016-12", "day is missing"),
        ("12/2016", "day is missing"),
        ("December 2016", "day is missing"),
        ("Friday, December 31, 2016", "day of the week is another"),
        ("soon", ""),
        ("31/31/2016", ""),
        ("2019-02-29", ""),
        ("30 f\u00e9vrier 2016", ""),
        ("2020-01/31", ""),
        ("May June 5 2016", ""),
        ("2016-12-31 25:00", ""),
        ("2016-12-31 24:01", ""),
        ("2016-12-31 10:61", ""),
        ("12/31/2016 13:00 PM", ""),
        ("5 of 2016", ""),
        ("2016-2017", ""),
        ("1577750400000", ""),
        ("-1", ""),
        ("2016-12-31 and more", ""),
    ],
)
def test_what_is_no_day_is_not_read(text, advice):
    reading = read_date(text)
    assert (reading.value, reading.code) == (None, "bad-date")
    assert advice in reading.details["advice"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("2024", "a year"),
        ("2024.0", "a year"),
        ("1999", "a year"),
        (" 2024\u00a0", "a year"),
        ("\u0662\u0660\u0662\u0664", "a year"),
        ("7", "a small number"),
        ("31", "a small number"),
        ("2500", "a small number"),
        (
            "1905-07-16",
            "Excel's form of the number 2024",
        ),  # 2024 typed into a cell formatted as a date
        ("7/16/1905", "Excel's form of the number 2024"),
        ("1905-07-16 00:00:00", "Excel's form of the number 2024"),
        ("1900-01-30", "Excel's form of the number 31"),
    ],
)
def test_a_bare_year_or_a_small_number_is_no_day(text, what):
    reading = read_date(text)
    assert (reading.value, reading.code, reading.details) == (None, "year-in-date", {"what": what})


def test_a_year_in_a_workbook_that_counts_from_1904():
    reading = read_date("1909-07-17", calendar_1904=True)
    assert (reading.code, reading.details) == (
        "year-in-date",
        {"what": "Excel's form of the number 2024"},
    )


def test_the_hint_at_a_number_of_days_uses_the_calendar_of_the_workbook():
    assert "2012-12-30" in read_date("41273").details["advice"]
    assert "2016-12-31" in read_date("41273", calendar_1904=True).details["advice"]
    assert "2020-01-31" in read_date("43861.5").details["advice"]


@pytest.mark.parametrize(
    "text",
    [
        "2019-12-31T23:00:00.000Z",  # midnight in Paris
        "2019-12-31T16:00:00Z",
        "2019-12-31 16:00:00",
        "2019-12-31T16:00:00+00:00",  # in Beijing
        "2019-12-31T18:30:00Z",  # in Delhi
        "2019-12-31T18:15:00Z",  # in Kathmandu
        "2019-12-31T10:00:00Z",  # in Kiritimati
        "12/31/2019 4:00 PM",
        "31 Dec 2019 23:00 UTC",
        "2019-12-31 22:00",
        "Tue Dec 31 2019 23:00:00 GMT+0000 (UTC)",
    ],
)
def test_a_time_that_is_midnight_of_the_next_day_elsewhere_is_a_warning(text):
    reading = read_date(text)
    assert (reading.value, reading.code, reading.warning) == (
        "2019-12-31",
        None,
        "day-may-be-another",
    )
    assert reading.details == {"day": "2019-12-31", "other_day": "2020-01-01"}


@pytest.mark.parametrize(
    "text",
    [
        "2019-12-31T23:59:59Z",  # the end of the day, no midnight anywhere
        "2019-12-31T14:37:00Z",
        "2019-12-31 16:00:01",  # a moment by the clock
        "2019-12-31T05:00:00Z",  # midnight of the same day in New York
        "2019-12-31T09:45:00Z",  # no zone is so far east
        "2019-12-31T16:00:00+08:00",  # the zone is written: the day at the place
    ],
)
def test_any_other_time_of_day_moves_nothing(text):
    reading = read_date(text)
    assert (reading.value, reading.finding) == ("2019-12-31", None)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("2019-12-31T23:00:00-05:00", "2020-01-01"),  # in UTC it is the next day
        ("2020-01-01T03:00:00+09:00", "2019-12-31"),  # in UTC it is the day before
        ("2019-12-31T24:00:00", "2020-01-01"),  # the end of one day, or the next
        ("2019-12-31 24:00", "2020-01-01"),
    ],
)
def test_a_time_that_moves_the_day_by_its_zone_is_a_warning(text, other):
    reading = read_date(text)
    assert (reading.value, reading.warning) == (text[:10], "day-may-be-another")
    assert reading.details == {"day": text[:10], "other_day": other}


def test_no_name_of_a_month_stands_for_two():
    months, days, ignored = date_words()
    assert set(months.values()) == set(range(1, 13)) and set(days.values()) == set(range(1, 8))
    assert not set(months) & set(days) and not set(months) & ignored and not set(days) & ignored


FIRST = date.fromordinal(date(1899, 12, 30).toordinal() + SMALL)


@given(st.dates(min_value=FIRST))
def test_every_day_is_read_in_every_form(day):
    forms = [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%d-%b-%Y",
        "%B %d, %Y",
        "%A, %d %B %Y",
        "%Y\u5e74%m\u6708%d\u65e5",
        "%Y%m%d",
    ]
    for form in forms:
        text = day.strftime(form.replace("%Y", f"{day.year:04}"))
        assert read_date(text).value == day.isoformat(), text


@given(st.text(max_size=30))
def test_any_text_has_one_outcome_at_most(text):
    reading = read_date(text)
    assert reading.value is None or reading.code is None
    if reading.value is not None:
        assert date.fromisoformat(reading.value).isoformat() == reading.value


def test_a_word_is_compared_without_case_and_accents():
    assert unaccented("F\u00c9VRIER") == unaccented("fe\u0301vrier") == "fevrier"
