"""Dates as OData services write them."""

import re
from datetime import UTC, date, datetime, timedelta

from ..submissions.cell import Reading
from ..submissions.dates import Order, read_date
from ..submissions.times import DAY, HOUR, next_day_elsewhere

ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt"
    r" ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.[0-9]+)?(Z|z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
TICKS = re.compile(r"/Date\((-?[0-9]{1,15})([+-][0-9]{1,4})?\)/")
SECONDS = re.compile("-?[0-9]{9,10}")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EVENING = 20


def read_moment(text: str, order: Order | None = None) -> Reading:
    """The day of a date or time: ISO, with or without time and zone, OData's
    `/Date(milliseconds+minutes)/`, or seconds since 1970 (of 9 or 10 digits, from 1973 on).

    The day is the one at the place whose zone is written, which is UTC where none is. `order` as in
    `read_date`.
    """
    ticks = _ticks(text)
    if ticks:
        try:
            moment = EPOCH + timedelta(milliseconds=int(ticks[1]), minutes=int(ticks[2] or 0))
        except OverflowError:
            return Reading(code="bad-date")
        return Reading(moment.date().isoformat())
    iso = ISO.fullmatch(text)
    if not iso:
        return read_date(text, order=order)
    try:
        date.fromisoformat(iso[1])
        if iso[2]:
            datetime.strptime(iso[2][:5], "%H:%M").replace(tzinfo=UTC)
    except ValueError:
        return Reading(code="bad-date")
    return Reading(iso[1])


def midnight_elsewhere(text: str) -> str | None:
    """The next day, where a moment in UTC is a full hour late in the evening: midnight in a zone to
    the east."""
    day, ticks, iso = read_moment(text).value, _ticks(text), ISO.fullmatch(text)
    if day is None or not (ticks or iso):
        return None
    if ticks:
        seconds, rest = divmod(int(ticks[1]) % (DAY * 1000), 1000)
        utc = not int(ticks[2] or 0)
    else:
        assert iso is not None
        hour, minute, second, *_ = [*map(int, (iso[2] or "00:00").split(":")), 0]
        seconds, rest = hour * HOUR + minute * 60 + second, 0
        utc = (iso[3] or "").upper() in ("Z", "+00:00", "+0000")
    if not utc or rest:
        return None
    following = next_day_elsewhere(date.fromisoformat(day), seconds, EVENING * HOUR, HOUR)
    return following.isoformat() if following else None


def _ticks(text: str) -> re.Match[str] | None:
    """Milliseconds and minutes of a moment that is written as a count."""
    return TICKS.fullmatch(f"/Date({text}000)/" if SECONDS.fullmatch(text) else text)
