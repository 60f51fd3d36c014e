"""The text of a typed cell, in the form in which a CSV file would hold it."""

from datetime import datetime, time


def cell_text(value: object) -> str | None:
    """A day as 2020-01-31, a whole number without decimals; None where the cell is blank."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
