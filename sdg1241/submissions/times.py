"""The time of day that stands behind a date, and whether it moves the day."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

# Zones lie up to 14 hours east of Greenwich, a quarter of an hour apart at the least: their
# midnight is such a time of the day before in UTC.
HOUR = 3600
MOST_EAST = 14 * HOUR
STEP = HOUR // 4
DAY = 24 * HOUR

TIME = re.compile(
    r"(?:,? (?:at|\u00e0|a las|um|\u0432) |[ T,]+|(?<=[0-9]{4}):)"  # SAS: 31DEC2016:00:00:00
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?: ?(?P<half>[ap])\.? ?m\.?)?"
    r"(?: ?(?P<zone>Z|(?:UTC|GMT)?(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)|UTC|GMT))?"
    r"(?: ?\([^()]*\))?",  # JavaScript adds the zone's name in brackets
    re.IGNORECASE,
)
ZONE_ALONE = re.compile(r"(?:Z|[+-][0-9]{2}:[0-9]{2})", re.IGNORECASE)  # 2016-12-31+01:00


@dataclass(frozen=True)
class Time:
    """A time of day in seconds since midnight; `east`: seconds by which its zone is east of
    Greenwich, None where none is written."""

    seconds: int
    east: int | None = None


def split_time(text: str) -> tuple[str, Time] | None:
    """The date part of a text and its time of day, midnight where there is none; None where what
    stands there is no time."""
    if found := re.search(TIME.pattern + r"\.?$", text, re.IGNORECASE):
        time = _time(found)
        return (text[: found.start()], time) if time else None
    if found := re.search(rf"(?<=[0-9]){ZONE_ALONE.pattern}$", text, re.IGNORECASE):
        return text[: found.start()], Time(0)
    return text, Time(0)


def _time(found: re.Match[str]) -> Time | None:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    seconds = hour * HOUR + minute * 60 + second
    if minute > 59 or second > 59 or seconds > DAY:
        return None
    return Time(seconds, _east(found["zone"]))


def _east(zone: str | None) -> int | None:
    """Seconds east of Greenwich; 0 for Z, UTC and GMT."""
    if not zone:
        return None
    offset = re.search("([+-])([0-9]{1,2}):?([0-9]{2})?", zone)
    if offset is None:
        return 0
    seconds = int(offset[2]) * HOUR + int(offset[3] or 0) * 60
    return -seconds if offset[1] == "-" else seconds


def other_day(day: date, time: Time) -> date | None:
    """The day that a date with a time of day may have been meant for; None where there is one only.

    Midnight is the day as it is written, in any zone; 24:00 is its end, or the day after. In UTC,
    or where no zone is written, see `next_day_elsewhere`. Where another zone is written the day is
    the one there; it is another in UTC.
    """
    if time.seconds == 0 or day in (date.min, date.max):
        return None
    if time.seconds == DAY:
        return day + timedelta(days=1)
    if time.east:
        days = (time.seconds - time.east) // DAY
        return day + timedelta(days=days) if days else None
    return next_day_elsewhere(day, time.seconds)


def next_day_elsewhere(
    day: date, seconds: int, earliest: int = DAY - MOST_EAST, step: int = STEP
) -> date | None:
    """The day after, where a moment may be midnight of it at a place further east.

    Programs write midnight where a date was entered as a moment in UTC: the first of January in
    Paris is 31 December, 23:00; in Beijing 16:00. Such times lie on a whole quarter of an hour.

    Args:
        day: in UTC.
        seconds: since midnight, in UTC.
        earliest: seconds since midnight; a time before that moves nothing.
        step: seconds; only times that are a multiple of it do.
    """
    if seconds < earliest or seconds % step or seconds >= DAY or day == date.max:
        return None
    return day + timedelta(days=1)
