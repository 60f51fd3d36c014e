"""Turn saved feeds of InforMEA into submissions; what is not certain becomes a finding."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from ..rules import Rules
from ..submissions import table_schema
from ..submissions.findings import in_order, placed
from ..submissions.schemas import TYPES
from ..submissions.values import party_reader
from .feed import feed_of, missing_pages, read_page, short_of
from .json_file import kind_of
from .mapping import CONTACTS, PLANS, Mapping, load_mapping
from .moments import midnight_elsewhere, read_moment
from .phrases import words
from .records import NotMappedError, Record, without_people
from .titles import read_titles

UPDATED_NOTE = "Day of the last update in the feed; the feed has no date of designation."
MAPPED, OUTSIDE, NOT_MAPPED, DUPLICATES = "mapped", "outside", "not mapped", "duplicates"


@dataclass(frozen=True)
class Imported:
    """What became of the feeds.

    Attributes:
        submissions: the columns of the table of submissions, sorted; ready to be written and
            validated.
        findings: all that was noticed; `row` is the number of the record in its file.
        counts: entries by what became of them. An entry is a report, a plan, or a contact under one
            treaty; those read are the sum of mapped, outside, not mapped and duplicates.
    """

    submissions: pl.DataFrame
    findings: pl.DataFrame
    counts: dict[str, int]

    @property
    def read(self) -> int:
        """Entries read."""
        return sum(self.counts.values())


def import_informea(
    files: Sequence[Path],
    rules: Rules,
    mapping: Mapping | None = None,
    keep_non_parties: bool = False,
    today: date | None = None,
) -> Imported:
    """Map saved pages of CountryReports, NationalPlans and Contacts to submissions.

    Args:
        files: the pages, as saved.
        rules: what the conventions ask.
        mapping: the mapping file; default: the one that comes with the program.
        keep_non_parties: keep rows of countries that the shipped Party status does not have.
        today: a later receipt is an error; default: the current date in UTC.

    Raises:
        InputError: a file cannot be read, or holds no feed.
    """
    mapper = _Mapper(
        rules, mapping or load_mapping(rules), keep_non_parties, today or datetime.now(UTC).date()
    )
    pages = [read_page(path) for path in files]
    twice = {name for name, n in Counter(p.path.name for p in pages).items() if n > 1}
    names = {p.path: str(p.path) if p.path.name in twice else p.path.name for p in pages}
    for page in missing_pages(pages):
        mapper.note(
            "informea-missing-page", names[page.path], None, "next", without_people(page.next or "")
        )
    for page, given, held in short_of(pages):
        details = {"given": str(given), "held": str(held)}
        mapper.note("informea-missing-records", names[page.path], None, None, None, **details)
    records = []
    for page in pages:
        for row, fields in enumerate(page.records, 1):
            feed = feed_of(fields) or page.feed
            if feed is None or not isinstance(fields, dict):
                mapper.count(NOT_MAPPED)
                mapper.note("informea-not-a-record", names[page.path], row, None, kind_of(fields))
            else:
                records.append(Record(names[page.path], row, feed, fields))
    mapper.map_all(records)
    return mapper.imported()


class _Mapper:
    """Collects rows, findings and counts, record by record."""

    def __init__(self, rules: Rules, mapping: Mapping, keep_non_parties: bool, today: date) -> None:
        self.rules, self.mapping, self.keep, self.today = rules, mapping, keep_non_parties, today
        self.read_party = party_reader(rules.reference)
        self.status = set(rules.reference.party_status.select("convention", "party").iter_rows())
        self.earliest = table_schema("submissions").field("received_on").constraints["minimum"]
        self.rows: list[dict[str, object]] = []
        self.notes: dict[str, list[dict[str, object]]] = {}
        self.counts = dict.fromkeys((MAPPED, OUTSIDE, NOT_MAPPED, DUPLICATES), 0)
        self.grouped: dict[tuple[str, str, str | None], dict[str, object]] = {}

    def count(self, what: str) -> None:
        self.counts[what] += 1

    def note(
        self,
        code: str,
        file: str,
        row: int | None,
        column: str | None,
        value: str | None,
        **details: object,
    ) -> None:
        place = {"file": file, "row": row, "column": column, "value": value}
        self.notes.setdefault(code, []).append(place | details)

    def note_once(
        self, code: str, record: Record, column: str | None, value: str | None = None
    ) -> None:
        """One note for each file and value, with the number of times."""
        key = (code, record.file, value)
        if key not in self.grouped:
            self.note(code, record.file, record.row, column, value, count=0)
            self.grouped[key] = self.notes[code][-1]
        self.grouped[key]["count"] = int(str(self.grouped[key]["count"])) + 1

    def map_all(self, records: list[Record]) -> None:
        first: dict[tuple[str, str], Record] = {}
        differing: set[tuple[str, str]] = set()
        keys = []
        for record in records:
            try:
                key = (record.feed, record.text("id"))
            except NotMappedError:
                key = None
            keys.append(key)
            if key and first.setdefault(key, record).facts != record.facts:
                differing.add(key)
        for record, key in zip(records, keys, strict=True):
            if key and key not in differing and first[key] is not record:
                self.note_once("informea-duplicate", record, "id")
                for _ in record.treaties():
                    self.count(DUPLICATES)
                continue
            conflict = first[key] if key in differing else None
            for treaty in record.treaties():
                self.map_one(record, treaty, conflict)

    def map_one(self, record: Record, treaty: object, conflict: Record | None) -> None:
        """Map one report, one plan, or one contact under one of its treaties."""
        try:
            convention = self.convention_of(record, treaty)
            if convention is None:
                return
            if conflict:
                details = {"first": str(conflict.row), "first_file": conflict.file}
                raise NotMappedError("informea-conflicting-id", "id", record.reference(), **details)
            record.text("id")
            party = self.party_of(record)
            codes, items = self.asked_for(record, convention)
            if not codes:
                return
            if not self.keep and (convention, party) not in self.status:
                raise NotMappedError(
                    "informea-not-a-party", "country", party, convention=convention
                )
            day = self.day_of(record, convention, codes, items)
        except NotMappedError as fault:
            self.count(NOT_MAPPED)
            value = record.shown(fault.value)
            self.note(fault.code, record.file, record.row, fault.column, value, **fault.details)
            return
        self.count(MAPPED)
        if (convention, party) not in self.status:
            self.note(
                "informea-not-a-party-kept",
                record.file,
                record.row,
                "country",
                party,
                convention=convention,
            )
        if record.feed == CONTACTS:
            self.note_once("informea-updated-taken", record, "updated")
        elif next_day := midnight_elsewhere(record.text("submission")):
            details = {"day": day.isoformat(), "next_day": next_day}
            self.note(
                "informea-midnight-elsewhere",
                record.file,
                record.row,
                "submission",
                record.text("submission"),
                **details,
            )
        note = UPDATED_NOTE if record.feed == CONTACTS else None
        common = {
            "party": party,
            "convention": convention,
            "received_on": day,
            "reference": record.reference(),
        }
        self.rows += [
            {**common, "obligation": code, "item": item or None, "note": note}
            for code in codes
            for item in items
        ]

    def convention_of(self, record: Record, treaty: object) -> str | None:
        """The convention of a treaty; None where the indicator does not ask for the record, which
        is noted."""
        column = "treaties" if record.feed == CONTACTS else "treaty"
        name = Record(record.file, record.row, record.feed, {column: treaty}).text(column)
        convention = self.mapping.treaties.get(words(name))
        if words(name) in self.mapping.other_treaties:
            self.left_out(record, column, f"treaty {words(name)}")
            return None
        if convention is None:
            raise NotMappedError("informea-unknown-treaty", column, name)
        if convention in self.mapping.outside[record.feed]:
            self.left_out(record, column, f"{record.feed} of {convention}")
            return None
        return convention

    def left_out(self, record: Record, column: str, what: str) -> None:
        self.count(OUTSIDE)
        self.note_once("informea-outside", record, column, what)

    def party_of(self, record: Record) -> str:
        country = record.text("country")
        reading = self.read_party(country)
        if reading.value is None:
            raise NotMappedError(
                reading.code or "unknown-party", "country", country, **reading.details
            )
        return reading.value

    def roles_of(self, record: Record, convention: str) -> tuple[str, ...]:
        """The roles of a contact; none where the mapping file says that its type has none, which is
        noted."""
        kind = record.text("type")
        roles = self.mapping.roles.get((convention, words(kind)))
        if roles is None:
            raise NotMappedError("informea-unknown-type", "type", kind, convention=convention)
        if not roles:
            self.left_out(record, "type", f"{words(kind)} of {convention}")
        return roles

    def asked_for(self, record: Record, convention: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the record answers: codes of obligations or roles, and items."""
        if record.feed == CONTACTS:
            return self.roles_of(record, convention), ("",)
        kind = record.text("type") if record.feed == PLANS else None
        titles = record.titles()
        answer = read_titles(
            titles, record.feed, convention, words(kind) if kind else None, self.mapping, self.rules
        )
        if answer.code == "informea-unknown-type":
            raise NotMappedError(answer.code, "type", kind, convention=convention)
        if answer.code:
            title = " / ".join(dict.fromkeys(t.text for t in titles))
            details = {"convention": convention, **answer.details}
            raise NotMappedError(answer.code, "titles", title, **details)
        return (answer.obligation,), answer.items

    def day_of(
        self, record: Record, convention: str, codes: tuple[str, ...], items: tuple[str, ...]
    ) -> date:
        column = "updated" if record.feed == CONTACTS else "submission"
        written = record.text(column)
        reading = read_moment(written)
        if reading.value is None:
            raise NotMappedError(reading.code or "bad-date", column, written, **reading.details)
        day = date.fromisoformat(reading.value)
        if day < self.earliest:
            raise NotMappedError("bad-date", column, written)
        if day > self.today:
            raise NotMappedError(
                "future-date", column, day.isoformat(), today=self.today.isoformat()
            )
        for code in codes:
            for item in items:
                exists = self.mapping.exists_on[convention, code, item]
                if exists and day < exists:
                    details = {"obligation": code, "item": item, "exists": exists.isoformat()}
                    raise NotMappedError("informea-too-early", column, day.isoformat(), **details)
        return day

    def imported(self) -> Imported:
        schema = table_schema("submissions")
        types = {f.name: TYPES[f.type] for f in schema.fields}
        order = ("party", "convention", "obligation", "item", "received_on", "reference")
        rows = (
            pl.DataFrame(self.rows, schema=types)
            .select(schema.columns)
            .unique(maintain_order=True)
            .sort(order)
        )
        findings = [
            placed(code, pl.DataFrame(rows_, infer_schema_length=None))
            for code, rows_ in self.notes.items()
        ]
        return Imported(rows, in_order(findings), self.counts)
