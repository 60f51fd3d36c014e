"""Read a date: ISO, or any other form of which there is one reading only.

Nothing is guessed: where day and month can be taken for each other, where the year has two digits,
or where only a year stands, the text is not read, and the finding says what to write.
"""

import re
from datetime import date, timedelta
from typing import Literal

from ..characters import folded
from .cell import Reading
from .months import FOUR_DIGITS, NO_DAY, days_in_words, real_days
from .times import Time, other_day, split_time

Order = Literal["day-first", "month-first"]

DAY_0, DAY_0_OF_1904 = date(1899, 12, 30), date(1904, 1, 1)  # of Excel's two calendars
SMALL = 10_000  # a number of days below this is a year or a slip of the hand, and no receipt

# year, month and day in Chinese, Japanese and Korean
EAST_ASIAN = re.compile(
    r"([0-9]{4}) ?[\u5e74\ub144] ?([0-9]{1,2}) ?[\u6708\uc6d4] ?([0-9]{1,2})"
    r" ?[\u65e5\u53f7\u865f\uc77c]?"
)
NUMERIC = re.compile(r"([0-9]{1,4}) ?([-/. ]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,4})")
WITHOUT_DAY = re.compile(r"[0-9]{4}[-/. ][0-9]{1,2}|[0-9]{1,2}[-/. ][0-9]{4}")


def read_date(text: str, *, order: Order | None = None, calendar_1904: bool = False) -> Reading:
    """A date: ISO, or another form of which there is only one reading.

    Args:
        text: as it stands in the cell.
        order: what comes first where day and month can be taken for each other; None: not known.
        calendar_1904: whether the workbook counts days from 1904, for the hint at a number.

    Returns:
        The day in ISO form, with the warning `day-may-be-another` where a time of day moves it, or
        may do so (`times.other_day`). Else one of the codes `year-in-date`, `ambiguous-date`,
        `bad-date`. Nothing where the cell is blank.
    """
    clean = EAST_ASIAN.sub(r"\1-\2-\3 ", folded(text)).strip()
    if not clean:
        return Reading()
    day_0 = DAY_0_OF_1904 if calendar_1904 else DAY_0
    plain = clean.rstrip(".").strip()
    if re.fullmatch(r"[0-9]{1,4}(?:[.,]0+)?", plain):
        year = re.fullmatch("(?:19|20)[0-9]{2}", plain.split(".")[0].split(",")[0])
        return _year_in_date("a year" if year else "a small number")
    if re.fullmatch(r"[0-9]{5}(?:[.,][0-9]+)?", plain):
        shown = day_0 + timedelta(days=int(plain[:5]))
        return _bad(f" As Excel's number for a day it would be {shown}.")
    split = split_time(clean)
    if split is None:
        return _bad()
    return _of_day(split[0].rstrip(".,").strip(), split[1], order, day_0)


def _of_day(text: str, time: Time, order: Order | None, day_0: date) -> Reading:
    days, advice = _days(text, order)
    if len(days) > 1:
        readings = " or ".join(day.isoformat() for day in sorted(days))
        return Reading(code="ambiguous-date", details={"readings": readings})
    if not days:
        return _bad(advice)
    (day,) = days
    number = (day - day_0).days
    if 1 < number < SMALL:  # days up to number 1 no schema takes
        return _year_in_date(f"Excel's form of the number {number}")
    other = other_day(day, time)
    if other is None:
        return Reading(day.isoformat())
    details = {"day": day.isoformat(), "other_day": other.isoformat()}
    return Reading(day.isoformat(), warning="day-may-be-another", details=details)


def _bad(advice: str = "") -> Reading:
    return Reading(code="bad-date", details={"advice": advice})


def _year_in_date(what: str) -> Reading:
    return Reading(code="year-in-date", details={"what": what})


def _days(text: str, order: Order | None) -> tuple[set[date], str]:
    """The days that a text without a time of day may stand for, and advice where there is none."""
    if re.fullmatch("[0-9]{8}", text):
        return real_days((text[:4], text[4:6], text[6:])), ""
    if numbers := NUMERIC.fullmatch(text):
        return _of_numbers(numbers[1], numbers[3], numbers[4], order)
    if WITHOUT_DAY.fullmatch(text):
        return set(), NO_DAY
    return days_in_words(text)


def _of_numbers(first: str, second: str, third: str, order: Order | None) -> tuple[set[date], str]:
    if len(first) == 4 and len(third) <= 2:
        return real_days((first, second, third)), ""
    if len(third) != 4 or len(first) > 2:
        return set(), FOUR_DIGITS if len(first) <= 2 >= len(third) else ""
    day_first, month_first = real_days((third, second, first)), real_days((third, first, second))
    if day_first and month_first and order is not None:
        return (day_first if order == "day-first" else month_first), ""
    return day_first | month_first, ""
