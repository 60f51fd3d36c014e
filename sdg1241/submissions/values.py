"""Read one cell: what its text means, what was repaired in it, or why it cannot be read.

Each reader takes a text and returns a `Reading`. They run once for each distinct text of a column,
so they may take their time over a name or a date. Dates (dates), names of Parties (names), printed
names of conventions and obligations (printed_names) and marks of a missing value (markers) have
modules of their own.
"""

import re
from datetime import datetime

from ..characters import SPACES, folded, trimmed
from .cell import Reader, Reading
from .dates import Order, read_date
from .hints import LONGEST_NAME, MOST_HINTS, nearest
from .names import party_reader

__all__ = [
    "LONGEST_NAME",
    "MOST_HINTS",
    "SPACES",
    "Order",
    "Reader",
    "Reading",
    "cell_text",
    "nearest",
    "party_reader",
    "read_code",
    "read_date",
    "read_item",
    "read_text",
    "trimmed",
]


def read_text(text: str) -> Reading:
    """Free text: only the spaces around it go."""
    return Reading(trimmed(text) or None)


def read_code(text: str) -> Reading:
    """A code in lower case with underscores, such as a convention or an obligation."""
    return Reading(re.sub("[ -]+", "_", folded(text).lower()) or None)


def read_item(text: str) -> Reading:
    """The key of an item, in lower case with hyphens; a year may have been stored as the number
    2018.0."""
    key = folded(text).lower().replace(" ", "-")
    return Reading(re.sub(r"^([0-9]{4})\.0+$", r"\1", key) or None)


def cell_text(value: object) -> str | None:
    """The text of a typed cell (from a workbook or Parquet), in the form a CSV file would hold
    it."""
    if value is None:
        return None
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
