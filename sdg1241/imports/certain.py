"""What is certain of a record: its convention, Party, roles or items, and day."""

from datetime import date

from ..rules import Rules
from ..submissions import table_schema
from ..submissions.names import party_reader
from .mapping import CONTACTS, PLANS, Mapping
from .moments import read_moment
from .phrases import words
from .records import NotMappedError, Record
from .titles import read_titles


class OutsideError(Exception):
    """The indicator does not ask for a record; holds the field that says so, and what it is."""

    def __init__(self, column: str, what: str) -> None:
        super().__init__(what)
        self.column, self.what = column, what


class Certain:
    """Reads records by the rules and a mapping file.

    Attributes:
        keep: keep rows of countries that the shipped Party status does not have.
        today: a later receipt is an error.
    """

    def __init__(self, rules: Rules, mapping: Mapping, keep: bool, today: date) -> None:
        self.rules, self.mapping, self.keep, self.today = rules, mapping, keep, today
        self._read_party = party_reader(rules.reference)
        status = rules.reference.party_status.select("convention", "party")
        self._status = set(status.iter_rows())
        self._earliest = table_schema("submissions").field("received_on").constraints["minimum"]

    def is_party(self, convention: str, party: str) -> bool:
        """Whether the shipped Party status has the country under the convention."""
        return (convention, party) in self._status

    def convention_of(self, record: Record, treaty: object) -> str:
        """The convention of a treaty. Raises OutsideError where the indicator does not ask for the
        record."""
        column = "treaties" if record.feed == CONTACTS else "treaty"
        if treaty is None:
            raise record.missing(column)
        name = Record(record.file, record.row, record.feed, {column: treaty}).text(column)
        convention = self.mapping.treaties.get(words(name))
        if words(name) in self.mapping.other_treaties:
            raise OutsideError(column, f"treaty {words(name)}")
        if convention is None:
            raise NotMappedError("informea-unknown-treaty", column, name)
        if convention in self.mapping.outside[record.feed]:
            raise OutsideError(column, f"{record.feed} of {convention}")
        return convention

    def party_of(self, record: Record) -> str:
        """The code of its Party, in ISO letters. Raises NotMappedError where it is not certain."""
        country = record.text("country")
        reading = self._read_party(country)
        if reading.value is None:
            raise NotMappedError(
                reading.code or "unknown-party", "country", country, **reading.details
            )
        return reading.value

    def roles_of(self, record: Record, convention: str, treaty: str) -> tuple[str, ...]:
        """The roles of a contact under a treaty. Raises OutsideError where the mapping file says
        that none of its types has one."""
        known = self.mapping.roles
        types = []
        for text in record.types_under(treaty):
            whole = (convention, words(text)) in known
            types += [text] if whole else [t.strip() for t in text.split(",") if words(t)]
        unknown = [t for t in types if (convention, words(t)) not in known]
        if unknown or not types:
            kind = ", ".join(unknown)
            raise NotMappedError("informea-unknown-type", "type", kind, convention=convention)
        roles = [role for kind in types for role in known[convention, words(kind)]]
        if not roles:
            raise OutsideError("type", f"{', '.join(map(words, types))} of {convention}")
        return tuple(dict.fromkeys(roles))

    def asked_for(
        self, record: Record, convention: str, treaty: str
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the record answers: codes of obligations or roles, and items."""
        if record.feed == CONTACTS:
            return self.roles_of(record, convention, treaty), ("",)
        kind = record.text("type") if record.feed == PLANS else None
        titles = record.titles()
        answer = read_titles(
            titles, record.feed, convention, words(kind) if kind else None, self.mapping, self.rules
        )
        if answer.code == "informea-unknown-type":
            raise NotMappedError(answer.code, "type", kind, convention=convention)
        if answer.code:
            title = " / ".join(titles)
            details = {"convention": convention, **answer.details}
            raise NotMappedError(answer.code, "titles", title, **details)
        return (answer.obligation,), answer.items

    def day_of(
        self, record: Record, convention: str, codes: tuple[str, ...], items: tuple[str, ...]
    ) -> date:
        """The day of receipt: not in the future, nor before an item can exist."""
        column = "updated" if record.feed == CONTACTS else "submission"
        written = record.text(column)
        reading = read_moment(written)
        if reading.value is None:
            raise NotMappedError(reading.code or "bad-date", column, written, **reading.details)
        day = date.fromisoformat(reading.value)
        if day < self._earliest:
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
