"""An invented register in which every case of what is owed is met, and completeness of it counted
by plain Python."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

DAY, EDITION_DAY = date(2019, 6, 30), date(2026, 10, 1)
DUE = ("parties_due", "owed_due", "transmitted_due", "share_transmitted_due")
STATES = ("on_time", "late", "undated", "excused", "not_yet_due", "missing")
# Kenya is a Party of old; Uganda joined in mid-period; of Tanzania no date is known; Norway joined
# Minamata after the as-of date; the European Union is no country.
PARTIES = """convention,party,entry_into_force
basel,KEN,2000-01-01
basel,UGA,2017-07-01
basel,TZA,
basel,EUE,1994-05-08
stockholm,KEN,2004-12-23
minamata,UGA,2018-03-01
minamata,NOR,2019-10-01
"""
SUBMISSIONS = """party,convention,obligation,item,received_on,ended_on
KEN,basel,focal_point,,2000-03-01,2010-01-01
KEN,basel,focal_point,,2010-01-02,
KEN,basel,competent_authority,,2000-04-01,
KEN,basel,annual_report,2015,2017-02-01,
KEN,basel,annual_report,2015,2016-12-31,
KEN,basel,annual_report,2016,2018-01-01,
KEN,basel,annual_report,2018,2019-06-01,
UGA,basel,focal_point,,2017-09-01,
UGA,basel,competent_authority,,2017-12-01,
UGA,basel,annual_report,2015,2018-01-15,
UGA,basel,annual_report,2017,2018-06-30,
TZA,basel,focal_point,,2001-01-01,
TZA,basel,annual_report,2015,2016-06-30,
EUE,basel,annual_report,2015,2016-06-30,
KEN,stockholm,official_contact_point,,2006-01-01,
KEN,stockholm,national_focal_point,,2006-01-01,
KEN,stockholm,implementation_plan,,2007-04-12,
KEN,stockholm,implementation_plan_update,cop-4,2014-02-03,
KEN,stockholm,national_report,4,2018-08-31,
"""
NOT_BOUND = "party,item\nKEN,cop-5\n"


class Owed(NamedTuple):
    """An owed item as a person reads it off the tables above and the treaties' articles."""

    party: str
    convention: str
    obligation: str
    item: str | None
    entry: str  # into force for the Party; blank: not known
    due: str  # of its Party; blank: none; "?": after an entry into force that is not known
    first: str  # receipt ever; blank: none
    excused: bool = False


KEN, UGA, TZA, NOR = "2000-01-01", "2017-07-01", "", "2019-10-01"
ENTERED, JOINED = "2004-12-23", "2018-03-01"  # Kenya Stockholm, Uganda Minamata
REPORT, UPDATE = "annual_report", "implementation_plan_update"
OWED = [
    # the first designation counts, though it was replaced: on the day that is due
    Owed("KEN", "basel", "contacts", None, KEN, "2000-04-01", "2000-04-01"),
    Owed("KEN", "basel", REPORT, "2015", KEN, "2016-12-31", "2016-12-31"),  # and came again
    Owed("KEN", "basel", REPORT, "2016", KEN, "2017-12-31", "2018-01-01"),  # a day late
    Owed("KEN", "basel", REPORT, "2017", KEN, "2018-12-31", ""),
    Owed("KEN", "basel", REPORT, "2018", KEN, "2019-12-31", "2019-06-01"),  # before it was due
    Owed("KEN", "basel", REPORT, "2019", KEN, "2020-12-31", ""),
    Owed("UGA", "basel", "contacts", None, UGA, "2017-10-01", "2017-12-01"),
    Owed("UGA", "basel", REPORT, "2015", UGA, "2016-12-31", "2018-01-15"),  # due before it joined
    Owed("UGA", "basel", REPORT, "2016", UGA, "2017-12-31", ""),
    Owed("UGA", "basel", REPORT, "2017", UGA, "2018-12-31", "2018-06-30"),
    Owed("UGA", "basel", REPORT, "2018", UGA, "2019-12-31", ""),
    Owed("UGA", "basel", REPORT, "2019", UGA, "2020-12-31", ""),
    Owed("TZA", "basel", "contacts", None, TZA, "?", ""),  # one role of two
    Owed("TZA", "basel", REPORT, "2015", TZA, "2016-12-31", "2016-06-30"),
    Owed("TZA", "basel", REPORT, "2016", TZA, "2017-12-31", ""),
    Owed("TZA", "basel", REPORT, "2017", TZA, "2018-12-31", ""),
    Owed("TZA", "basel", REPORT, "2018", TZA, "2019-12-31", ""),
    Owed("TZA", "basel", REPORT, "2019", TZA, "2020-12-31", ""),
    Owed("KEN", "stockholm", "contacts", None, ENTERED, "", "2006-01-01"),
    Owed("KEN", "stockholm", "implementation_plan", None, ENTERED, "2006-12-23", "2007-04-12"),
    Owed("KEN", "stockholm", UPDATE, "cop-4", ENTERED, "2012-08-26", "2014-02-03"),
    Owed("KEN", "stockholm", UPDATE, "cop-5", ENTERED, "2014-10-27", "", excused=True),
    Owed("KEN", "stockholm", UPDATE, "cop-6", ENTERED, "2016-11-26", ""),
    Owed("KEN", "stockholm", UPDATE, "cop-7", ENTERED, "2018-12-15", ""),
    Owed("KEN", "stockholm", "national_report", "4", ENTERED, "2018-08-31", "2018-08-31"),
    Owed("UGA", "minamata", "national_focal_point", None, JOINED, "", ""),
    Owed("UGA", "minamata", "national_report", "2019-short", JOINED, "2019-12-31", ""),
    Owed("UGA", "minamata", "national_report", "2021-full", JOINED, "2021-12-31", ""),
    Owed("NOR", "minamata", "national_focal_point", None, NOR, "", ""),
    Owed("NOR", "minamata", "national_report", "2019-short", NOR, "2019-12-31", ""),
    Owed("NOR", "minamata", "national_report", "2021-full", NOR, "2021-12-31", ""),
]
WORLD, AFRICA, EUROPE, LDCS = "001", "202", "513", "199"
MEMBER = {
    "KEN": {WORLD, AFRICA},
    "UGA": {WORLD, AFRICA, LDCS},
    "TZA": {WORLD, AFRICA, LDCS},
    "NOR": {WORLD, EUROPE},
}
REGIONS = {AFRICA, EUROPE}


# ---- The second computation ----


def binds(owed: Owed) -> bool:
    return owed.due not in ("", "?") and owed.entry != "" and owed.due >= owed.entry


def state(owed: Owed, day: date) -> str:
    if owed.first:
        if not binds(owed):
            return "undated"
        return "on_time" if owed.first <= owed.due else "late"
    if owed.excused:
        return "excused"
    return "missing" if is_due(owed, day) else "not_yet_due"


def share(part: int, whole: int) -> Decimal | None:
    exact = Decimal(100 * part) / Decimal(whole) if whole else None
    return exact if exact is None else exact.quantize(Decimal("0.00001"), ROUND_HALF_UP)


def is_due(owed: Owed, day: date) -> bool:
    bound = owed.entry == "" or owed.entry <= day.isoformat()
    return bound and (owed.due in ("", "?") or owed.due <= day.isoformat())


def counted(items: Iterable[Owed], day: date, as_of: date | None = None) -> dict[str, Any]:
    items = list(items)
    states = [state(owed, day) for owed in items]
    found = Counter(states)
    by_party = defaultdict(list)
    for owed, said in zip(items, states, strict=True):
        by_party[owed.party].append(said not in ("missing", "not_yet_due"))
    passed = [o for o in items if binds(o) and o.due <= day.isoformat() and not o.excused]
    sent_in_time = sum(state(owed, day) == "on_time" for owed in passed)
    unbound = [
        owed
        for owed in items
        if not owed.excused
        and not binds(owed)
        and (owed.due == "?" or "" < owed.due <= day.isoformat())
    ]
    sent = found["on_time"] + found["late"] + found["undated"]
    return {
        "parties": len(by_party),
        "parties_complete": sum(all(done) for done in by_party.values()),
        "owed": len(items),
        **{name: found[name] for name in STATES},
        "transmitted": sent,
        "share_transmitted": share(sent, len(items) - found["excused"]),
        "due_date_passed": len(passed),
        "share_on_time": share(sent_in_time, len(passed)),
        "due_date_not_binding": len(unbound),
        **against_due(items, as_of),
    }


def against_due(items: list[Owed], as_of: date | None) -> dict[str, Any]:
    """The second basis: what was due by the as-of date, of Parties that owed anything by then."""
    if as_of is None:
        return dict.fromkeys(DUE)
    due = [owed for owed in items if is_due(owed, as_of)]
    sent = sum(bool(owed.first) for owed in due)
    excused = sum(owed.excused for owed in due)
    parties = {owed.party for owed in due}
    counts = len(parties), len(due), sent, share(sent, len(due) - excused)
    return dict(zip(DUE, counts, strict=True))


KEYS: dict[str, Callable[[Owed], tuple[str | None, ...]]] = {
    "convention": lambda o: (o.convention, None, None),
    "obligation": lambda o: (o.convention, o.obligation, None),
    "item": lambda o: (o.convention, o.obligation, o.item),
}


def expected(
    by: Sequence[str], day: date, as_of: date | None
) -> dict[tuple[str | None, ...], dict[str, Any]]:
    """The counts of each row by convention, obligation, item and area."""
    areas = next((kind for kind in ("region", "group") if kind in by), None)
    finest = next((kind for kind in ("item", "obligation", "convention") if kind in by), None)
    key = KEYS[finest] if finest else lambda _: (None, None, None)
    rows = defaultdict(list)
    for owed in OWED:
        codes = MEMBER[owed.party] & (REGIONS if areas == "region" else MEMBER[owed.party])
        for code in codes if areas else {None}:
            rows[*key(owed), code].append(owed)
    return {where: counted(items, day, as_of) for where, items in rows.items()}
