"""What a cell accepts that a person fills in: plausible days, and codes from a list."""

from datetime import date

from openpyxl.worksheet.datavalidation import DataValidation

from ..rules import Convention
from .words import Words

EARLIER = 12  # years before a convention's entry into force; early designations are real
TODAY = "TODAY()"
DAY = "yyyy-mm-dd"


def first_day(conventions: list[Convention]) -> date:
    """The first day on which anything can have been received under one of them."""
    return date(min(c.entry_into_force for c in conventions).year - EARLIER, 1, 1)


def days(words: Words, cells: str, first: date) -> DataValidation:
    """Accept days from `first` to today: no bare year, which Excel takes for a day of 1905."""
    rule = DataValidation("date", operator="between", formula1=_date(first), formula2=TODAY)
    return _refusing(rule, words, cells, words.say("day", "error", first=first))


def days_or(words: Words, cells: str, first: date, free: str) -> DataValidation:
    """The same, and one text beside days."""
    cell = cells.partition(":")[0]
    day = f"AND(ISNUMBER({cell}),{cell}>={_date(first)},{cell}<={TODAY})"
    rule = DataValidation("custom", formula1=f'OR({day},LOWER({cell})="{free}")')
    said = words.say("day", "error", first=first), words.say("day", "or_free", free=free)
    return _refusing(rule, words, cells, " ".join(said))


def _refusing(rule: DataValidation, words: Words, cells: str, error: str) -> DataValidation:
    rule.allow_blank, rule.showErrorMessage, rule.errorStyle = True, True, "stop"
    rule.errorTitle, rule.error = words.say("day", "title"), error
    rule.add(cells)
    return rule


def _date(day: date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"
