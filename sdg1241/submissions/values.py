"""Read one cell: what its text means, what was repaired in it, or why it cannot be read.

Each reader takes a text and returns a `Reading`. They run once for each distinct text of a column,
so they may take their time over a name or a date. Dates (dates), names of Parties (names), printed
names of conventions and obligations (printed_names) and marks of a missing value (markers) have
modules of their own.
"""

import re

from ..characters import folded, trimmed
from .cell import Reading


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
