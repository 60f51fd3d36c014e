"""Records become rows of submissions, one by one; what is not certain is noted."""

from datetime import date

from .certain import Certain, OutsideError
from .json_file import clean
from .mapping import CONTACTS
from .moments import midnight_elsewhere
from .notes import DUPLICATES, MAPPED, NOT_MAPPED, Notes
from .records import NotMappedError, Record

UPDATED_NOTE = "Day of the last update in the feed; the feed has no date of designation."


class Mapper:
    """Collects the rows of the table of submissions.

    Attributes:
        rows: the rows so far.
    """

    def __init__(self, certain: Certain, notes: Notes) -> None:
        self.certain, self.notes = certain, notes
        self.rows: list[dict[str, object]] = []

    def map_all(self, records: list[Record]) -> None:
        """Map all records: one that is given twice once, and none of those that differ under one
        id."""
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
                self.notes.note_once("informea-duplicate", record, "id")
                for _ in record.treaties():
                    self.notes.count(DUPLICATES)
                continue
            conflict = first[key] if key in differing else None
            for treaty in record.treaties():
                self.map_one(record, treaty, conflict)

    def map_one(self, record: Record, treaty: object, conflict: Record | None) -> None:
        """Map one report, one plan, or one contact under one of its treaties."""
        try:
            rows = self.rows_of(record, treaty, conflict)
        except OutsideError as outside:
            self.notes.left_out(record, outside.column, outside.what)
        except NotMappedError as fault:
            self.notes.count(NOT_MAPPED)
            value = record.shown(fault.value)
            self.notes.note(
                fault.code, record.file, record.row, fault.column, value, **fault.details
            )
        else:
            self.notes.count(MAPPED)
            self.rows += rows

    def rows_of(
        self, record: Record, treaty: object, conflict: Record | None
    ) -> list[dict[str, object]]:
        """The rows of an entry that is certain. Raises OutsideError or NotMappedError."""
        certain = self.certain
        convention = certain.convention_of(record, treaty)
        if conflict:
            details = {"first": str(conflict.row), "first_file": conflict.file}
            raise NotMappedError("informea-conflicting-id", "id", record.reference(), **details)
        record.text("id")
        party = certain.party_of(record)
        codes, items = certain.asked_for(record, convention, clean(str(treaty)))
        is_party = certain.is_party(convention, party)
        if not certain.keep and not is_party:
            raise NotMappedError("informea-not-a-party", "country", party, convention=convention)
        day = certain.day_of(record, convention, codes, items)
        if not is_party:
            place = (record.file, record.row, "country", party)
            self.notes.note("informea-not-a-party-kept", *place, convention=convention)
        self.note_day(record, day)
        common = {
            "party": party,
            "convention": convention,
            "received_on": day,
            "reference": record.reference(),
            "note": UPDATED_NOTE if record.feed == CONTACTS else None,
        }
        pairs = [(code, item) for code in codes for item in items]
        return [{**common, "obligation": code, "item": item or None} for code, item in pairs]

    def note_day(self, record: Record, day: date) -> None:
        """Say where the day of receipt is not the true one, or may not be."""
        if record.feed == CONTACTS:
            self.notes.note_once("informea-updated-taken", record, "updated")
        elif next_day := midnight_elsewhere(record.text("submission")):
            self.notes.note(
                "informea-midnight-elsewhere",
                record.file,
                record.row,
                "submission",
                record.text("submission"),
                day=day.isoformat(),
                next_day=next_day,
            )
