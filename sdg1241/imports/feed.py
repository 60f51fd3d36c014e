"""The pages of InforMEA's OData feeds: their records, and the pages they name."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from ..errors import InputError
from .json_file import clean, kind_of, read_json
from .mapping import CONTACTS, PLANS, PROFILES, REPORTS

ENTITY_SETS = {
    "countryreport": REPORTS,
    "countryprofile": PROFILES,
    "nationalplan": PLANS,
    "contact": CONTACTS,
}
NEXT = ("__next", "@odata.nextLink", "odata.nextLink", "nextLink")
COUNT = ("__count", "@odata.count", "odata.count")
SKIPS = ("$skiptoken", "$skip")
PERSONAL = ("firstName", "lastName", "email", "position", "institution")


@dataclass(frozen=True)
class Page:
    """One saved page.

    Attributes:
        path: the file.
        feed: `reports`, `plans`, `contacts` or `profiles`; None where the file does not say and has
            no record that does.
        records: its records, as the file holds them.
        next: the address of the page that follows, or None.
        count: how many records the service holds in all, where it says so.
    """

    path: Path
    feed: str | None
    records: list[Any]
    next: str | None
    count: int | None


def read_page(path: Path) -> Page:
    """Read one saved page: `d.results`, `d`, `value`, or a bare list.

    Raises:
        InputError: the file is not JSON, or holds no collection of records.
    """
    content = read_json(path)
    body = content.get("d", content) if isinstance(content, dict) else content
    envelope = (
        {**content, **body} if isinstance(content, dict) and isinstance(body, dict) else content
    )
    records = body if isinstance(body, list) else None
    if isinstance(body, dict):
        records = next((body[key] for key in ("results", "value") if key in body), None)
    if not isinstance(records, list):
        hint = "Give a saved page of CountryReports, NationalPlans or Contacts."
        problem = f"holds {kind_of(content)} and no list of records under d.results, d or value"
        raise InputError(path, problem, hint)
    envelope = envelope if isinstance(envelope, dict) else {}
    feeds = [_named_feed(envelope.get(key)) for key in ("@odata.context", "odata.metadata")]
    feeds += [feed_of(record) for record in records]
    following = next((envelope[key] for key in NEXT if isinstance(envelope.get(key), str)), None)
    count = next((str(envelope[key]) for key in COUNT if isinstance(envelope.get(key), str)), "")
    return Page(
        path=path,
        feed=next((feed for feed in feeds if feed), None),
        records=records,
        next=clean(following) if following else None,
        count=int(count) if re.fullmatch("[0-9]{1,9}", count) else None,
    )


def feed_of(record: object) -> str | None:
    """The feed that a record comes from: what its metadata say, else what its fields tell."""
    if not isinstance(record, dict):
        return None
    metadata = record.get("__metadata")
    for said in (
        record.get("@odata.type"),
        *((metadata.get("type"), metadata.get("uri")) if isinstance(metadata, dict) else ()),
    ):
        if feed := _named_feed(said):
            return feed
    if "treaties" in record or "roles" in record or any(name in record for name in PERSONAL):
        return CONTACTS
    if "entryIntoForce" in record:
        return PROFILES
    if "treaty" in record:
        return PLANS if "type" in record else REPORTS
    return None


def _named_feed(said: object) -> str | None:
    if isinstance(said, str):
        for name, feed in ENTITY_SETS.items():
            if name in said.lower():
                return feed
    return None


def collection(value: object) -> list[Any] | None:
    """A collection inside a record: a list, a list under `results` or `value`, or one member alone;
    None where nothing is there or the service left it out."""
    if isinstance(value, dict):
        for name in ("results", "value"):
            if isinstance(value.get(name), list):
                return list(value[name])
    if value is None or is_deferred(value) or value == {}:
        return None
    return value if isinstance(value, list) else [value]


def is_deferred(value: object) -> bool:
    """Whether the service left a collection out and gave its address instead."""
    return isinstance(value, dict) and "__deferred" in value


def missing_pages(pages: list[Page]) -> list[Page]:
    """The pages that name a following page which was not given.

    A saved page does not say its own address. Where an address skips a number of records, the page
    it names is one that begins after so many: its own next address less its own records. A page
        that names no other may be the end
    of any chain, once. A page lost in the middle of a chain whose addresses hide the number cannot
    be noticed here.
    """
    missing = []
    distinct = list({(p.feed, p.next, repr(p.records)): p for p in pages}.values())
    for feed in dict.fromkeys(p.feed for p in distinct):
        linked = [p for p in distinct if p.feed == feed and p.next]
        ends = sum(p.next is None and (p.feed == feed or not p.records) for p in distinct)
        starts = {(_chain(p.next), _skipped(p.next, 0) - len(p.records)) for p in linked}
        numbered = [
            p
            for p in linked
            if _skipped(p.next) >= 0 and (_chain(p.next), _skipped(p.next)) not in starts
        ]
        hidden = {_chain(p.next): p for p in linked if _skipped(p.next) < 0}
        awaited = sorted((*numbered, *hidden.values()), key=lambda p: _skipped(p.next))
        missing += awaited[: max(0, len(awaited) - ends)]
    return missing


def short_of(pages: list[Page]) -> list[tuple[Page, int, int]]:
    """Feeds of which the service holds more records than were given: a page, records given, records
    held."""
    lacking = []
    for feed in dict.fromkeys(p.feed for p in pages):
        of_feed = list({repr(p.records): p for p in pages if p.feed == feed}.values())
        given, held = sum(len(p.records) for p in of_feed), max(p.count or 0 for p in of_feed)
        if given < held:
            lacking.append((of_feed[-1], given, held))
    return lacking


def _skipped(address: str | None, otherwise: int = -1) -> int:
    """How many records an address skips; `otherwise` where it does not say."""
    for key, value in parse_qsl((address or "").partition("?")[2]):
        if key in SKIPS and re.fullmatch("[0-9]{1,9}", value):
            return int(value)
    return otherwise


def _chain(address: str | None) -> str:
    """The address without what tells its pages apart."""
    place, _, query = (address or "").partition("?")
    return f"{place}?{[(key, value) for key, value in parse_qsl(query) if key not in SKIPS]}"
