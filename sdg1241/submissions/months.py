"""Read a date with the name of its month: 31-Dec-2016, Nov 3, 2021, 31 de diciembre de 2016."""

import re
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from ..characters import unaccented

BETWEEN_WORDS = re.compile(r"[-/., ']*")
WORD = re.compile(r"[^\W\d_]+|[0-9]+")

FOUR_DIGITS = " Write the year with four digits."
NO_DAY = " The day is missing."
OTHER_WEEKDAY = " The day of the week is another."


def real_days(*written: tuple[str, str, str]) -> set[date]:
    """Those days of year, month and day that the calendar has."""
    days = set()
    for year, month, day in written:
        try:
            days.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return days


def days_in_words(text: str) -> tuple[set[date], str]:
    """A date with the name of its month, in any order: the year has four digits, the day fewer."""
    months, weekdays, ignored = date_words()
    spelled = unaccented(text)
    for name in (n for n in months if " " in n):
        spelled = spelled.replace(name, name.replace(" ", ""))
    tokens = WORD.findall(spelled)
    if not BETWEEN_WORDS.fullmatch(WORD.sub("", spelled)):
        return set(), ""
    words = [t for t in tokens if not t.isdigit() and t not in ignored]
    numbers = [t for t in tokens if t.isdigit()]
    found = [months[w] for w in words if w in months]
    named = [weekdays[w] for w in words if w in weekdays]
    if len(found) != 1 or len(named) > 1 or len(words) != len(found) + len(named):
        return set(), ""
    years = [n for n in numbers if len(n) == 4]
    days = [n for n in numbers if len(n) <= 2]
    if len(years) != 1 or len(days) != 1 or len(numbers) != 2:
        return set(), _advice(years, days)
    real = real_days((years[0], str(found[0]), days[0]))
    if named and any(day.isoweekday() != named[0] for day in real):
        return set(), OTHER_WEEKDAY
    return real, ""


def _advice(years: list[str], days: list[str]) -> str:
    if years and not days:
        return NO_DAY
    return FOUR_DIGITS if not years and len(days) == 2 else ""


@cache
def date_words() -> tuple[dict[str, int], dict[str, int], frozenset[str]]:
    """The numbers of months and of days of the week by name, and words without a meaning."""
    table = tomllib.loads((files(__package__) / "months.toml").read_text("utf-8"))
    months, days = (
        {unaccented(name): int(number) for number, names in table[kind].items() for name in names}
        for kind in ("months", "days")
    )
    for name in [n for n in months if " " in n]:
        months[name.replace(" ", "")] = months[name]
    return months, days, frozenset(map(unaccented, table["words"]["ignored"]))
