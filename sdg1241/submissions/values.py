"""Read one cell: what its text means, what was repaired in it, or why it cannot be read.

Each reader takes a text and returns a `Reading`. They run once for each distinct text of a column,
so they may take their time over a name or a date.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from functools import cache, lru_cache
from itertools import count, takewhile

from ..reference import Reference

SPACES = " \t\r\n\v\f\u00a0\u2007\u202f\u3000\u200b\u200e\u200f\u2060\ufeff"
LONGEST_NAME = 80
MOST_HINTS = (
    200  # a search for near names takes long; a wholly wrong column does not need one for each cell
)
EXCEL_DAY_0 = date(1899, 12, 30)
TIME_OF_DAY = r"(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?)?"
LANGUAGES = ("en", "ar", "zh", "fr", "ru", "es")


@dataclass(frozen=True)
class Reading:
    """What a text stands for: a `value`, or the `code` of a finding with the names its templates
    use."""

    value: str | None = None
    code: str | None = None
    details: dict[str, str] = field(default_factory=dict)


Reader = Callable[[str], Reading]


def trimmed(text: str) -> str:
    """The text without the spaces around it, non-breaking and zero-width ones included."""
    return text.strip(SPACES)


def read_text(text: str) -> Reading:
    """Free text: only the spaces around it go."""
    return Reading(trimmed(text) or None)


def read_code(text: str) -> Reading:
    """A code in lower case with underscores, such as a convention or an obligation."""
    return Reading(re.sub(r"[\s\u00a0-]+", "_", trimmed(text).lower()) or None)


def read_item(text: str) -> Reading:
    """The key of an item, in lower case with hyphens; a year may have been stored as the number
    2018.0."""
    key = re.sub(r"[\s\u00a0]+", "-", trimmed(text).lower())
    return Reading(re.sub(r"^([0-9]{4})\.0+$", r"\1", key) or None)


def nearest(text: str, known: Iterable[str]) -> str:
    """A hint that names the nearest valid values, or nothing where none is near."""
    if len(text) > LONGEST_NAME:
        return ""
    written, exact = trimmed(text).lower(), {k.lower(): k for k in known}
    near = get_close_matches(written, exact, n=12, cutoff=0.6)
    near = sorted(near, key=lambda k: -_shared_start(k, written))[
        :3
    ]  # of a mistyped code the start is right
    return f" Nearest: {', '.join(exact[n] for n in near)}." if near else ""


def _shared_start(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


@lru_cache(maxsize=8)
def party_reader(reference: Reference) -> Reader:
    """A reader of Parties: ISO3, ISO2, M49 with or without its zeros, or a name in one of the six
    UN languages."""
    known = _party_names(reference)
    codes = {code for found in known.values() for code in found}
    hints = count()

    @cache
    def read(text: str) -> Reading:
        key = _plain(text)
        if not key:
            return Reading()
        found = known.get(key, ())
        if not found and re.fullmatch(r"[0-9]{1,3}(\.0+)?", key):
            found = known.get(key.split(".")[0].zfill(3), ())
        if len(found) == 1:
            return Reading(found[0])
        if found:
            return Reading(code="ambiguous-party", details={"readings": ", ".join(found)})
        near = _nearest_party(key, known, codes) if next(hints) < MOST_HINTS else ""
        return Reading(code="unknown-party", details={"nearest": near})

    return read


def _plain(name: str) -> str:
    """A name as it is compared: letter case, spaces inside and the kind of apostrophe make no other
    country."""
    return re.sub(r"[\s\u00a0]+", " ", trimmed(name)).replace("\u2019", "'").casefold()


def _party_names(reference: Reference) -> dict[str, tuple[str, ...]]:
    """The codes that each code or name, in its plain form, may stand for."""
    areas = reference.areas.select(
        "iso3", "iso2", "m49", *(f"name_{language}" for language in LANGUAGES)
    )
    others = reference.not_areas.select("party", "alias", "name")
    names: dict[str, tuple[str, ...]] = {}
    for row in (*areas.rows(), *others.rows()):
        for name in filter(None, row):
            key = _plain(name)
            if row[0] not in names.get(key, ()):
                names[key] = (*names.get(key, ()), row[0])
    return names


def _nearest_party(key: str, known: dict[str, tuple[str, ...]], codes: set[str]) -> str:
    if len(key) == 3:
        return nearest(key, codes)
    begun = [
        name for name in known if len(key) > 3 and name.startswith(key)
    ]  # Bolivia, of its full name
    close = (
        [] if begun or len(key) > LONGEST_NAME else get_close_matches(key, known, n=3, cutoff=0.6)
    )
    near = sorted({code for name in (*begun, *close) for code in known[name]})[:3]
    return f" Nearest: {', '.join(near)}." if near else ""


def read_date(text: str) -> Reading:
    """A date: ISO, or another form of which there is only one reading. A time of day is left
    out."""
    clean = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in trimmed(text))
    if not clean:
        return Reading()
    if re.fullmatch(r"[0-9]{8}", clean):
        return _one_reading({_day(clean[:4], clean[4:6], clean[6:])})
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", clean):
        shown = EXCEL_DAY_0 + timedelta(days=int(clean[:5]))
        return Reading(
            code="bad-date",
            details={"advice": f" As Excel's number for a day it would be {shown}."},
        )
    parts = re.fullmatch(r"([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{1,4})" + TIME_OF_DAY, clean)
    if not parts:
        return Reading(code="bad-date", details={"advice": ""})
    first, second, third = (parts[n] for n in (1, 3, 4))
    if len(first) == 4:
        return _one_reading({_day(first, second, third)})
    if len(third) == 4:
        return _one_reading({_day(third, second, first), _day(third, first, second)})
    return Reading(code="bad-date", details={"advice": ""})


def _day(year: str, month: str, day: str) -> date | None:
    if len(day) > 2:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _one_reading(days: set[date | None]) -> Reading:
    real = sorted(d for d in days if d is not None)
    if len(real) == 1:
        return Reading(real[0].isoformat())
    if real:
        return Reading(
            code="ambiguous-date", details={"readings": " or ".join(d.isoformat() for d in real)}
        )
    return Reading(code="bad-date", details={"advice": ""})


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
