"""Whether a row of a table of Party status makes a Party, and since when."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from ..characters import trimmed
from ..rules import Rules
from ..submissions import table_schema
from ..submissions.cell import Reading
from ..submissions.dates import Order
from ..submissions.findings import in_order, placed
from ..submissions.hints import nearest
from ..submissions.names import party_reader
from ..submissions.printed_names import convention_reader
from .status_dates import Dated, read_dated
from .status_table import StatusRow
from .status_words import StatusWords, without_notes


@dataclass(frozen=True)
class Party:
    """A row that makes a Party."""

    convention: str
    party: str
    entry_into_force: date | None
    withdrawn_on: date | None
    row: StatusRow


class StatusError(Exception):
    """A row makes no Party; holds the code of the finding, the heading of its column, the text, and
    what the templates need."""

    def __init__(self, code: str, column: str, value: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.column, self.value, self.details = code, column, value, details


class StatusNotes:
    """Collects what is noticed in the rows."""

    def __init__(self) -> None:
        self._notes: dict[str, list[dict[str, object]]] = {}
        self._once: dict[tuple[str, str, str | None], dict[str, object]] = {}

    def note(
        self, code: str, row: StatusRow, column: str, value: str, **details: object
    ) -> dict[str, object]:
        """One finding at a row."""
        place = {"file": row.file, "sheet": row.sheet, "row": row.row}
        noted = {**place, "column": column or None, "value": value or None, **details}
        self._notes.setdefault(code, []).append(noted)
        return noted

    def note_once(self, code: str, row: StatusRow) -> None:
        """One finding for each table, at the first of its rows, with their count."""
        key = (code, row.file, row.sheet)
        if key not in self._once:
            self._once[key] = self.note(code, row, "", "", count=0)
        self._once[key]["count"] = int(str(self._once[key]["count"])) + 1

    def findings(self) -> pl.DataFrame:
        """All findings, in order."""
        texts = {"sheet": pl.String, "column": pl.String, "value": pl.String}
        return in_order(
            placed(code, pl.DataFrame(rows, schema_overrides=texts, infer_schema_length=None))
            for code, rows in self._notes.items()
        )


class StatusJudge:
    """Reads rows by the rules and the words of such tables."""

    def __init__(
        self,
        rules: Rules,
        say: StatusWords,
        notes: StatusNotes,
        today: date,
        order: Order | None = None,
    ) -> None:
        """`today`: a deposit dated later is an error; `order`: as in `read_dated`."""
        self._rules, self._say, self._notes, self._today = rules, say, notes, today
        self._order = order
        self._read_party = party_reader(rules.reference)
        dated = table_schema("parties").field("entry_into_force")
        self._earliest: date = dated.constraints["minimum"]

    def party_of(self, row: StatusRow) -> Party:
        """The Party that a row makes. Raises StatusError where it makes none, or it is not
        certain."""
        convention, party = self.convention_of(row), self.code_of(row)
        _, withdrawn = self.day(row, "withdrawn_on")
        entry = self.entry(row, convention)
        treaty = self._rules.convention(convention).entry_into_force
        heading, text = row.first("entry_into_force")
        if entry and entry < treaty:
            details = {"convention": convention, "in_force": treaty.isoformat()}
            raise StatusError("entry-before-treaty", heading, text, **details)
        if entry and withdrawn.day and withdrawn.day < entry:
            heading, text = row.first("withdrawn_on")
            details = {"in_force": entry.isoformat()}
            raise StatusError("withdrawn-before-entry", heading, text, **details)
        return Party(convention, party, entry, withdrawn.day, row)

    def convention_of(self, row: StatusRow) -> str:
        """The convention of the table, or of the row. Raises StatusError."""
        if row.convention is not None:
            return row.convention
        heading, text = row.first("convention")
        known = convention_reader(self._rules)(without_notes(text)).value
        allowed = self._rules.keys
        if known not in allowed:
            details = {"allowed": ", ".join(allowed), "nearest": nearest(text, allowed)}
            raise StatusError("unknown-convention", heading, trimmed(text), **details)
        return known

    def code_of(self, row: StatusRow) -> str:
        """The code of the participant, whose name may end with numbers of footnotes. Raises
        StatusError."""
        heading, text = row.first("party")
        if not text:
            raise StatusError("missing-value", "party", "", advice="Name the participant.")
        reading = self._read_party(text)
        if reading.value is None:
            reading = self._read_party(without_notes(trimmed(text)))
        if reading.value is None:
            code = reading.code or "unknown-party"
            raise StatusError(code, heading, trimmed(text), **reading.details)
        return reading.value

    def day(self, row: StatusRow, column: str) -> tuple[str, Dated]:
        """The day in a column, or in one of several; its heading. Raises StatusError where it
        cannot be read or there are two."""
        found: tuple[str, Dated] = ("", Dated())
        for heading, text in row.cells.get(column, []):
            dated = read_dated(text, self._say, self._order)
            if isinstance(dated, Reading):
                code = dated.code or "bad-date"
                raise StatusError(code, heading, trimmed(text), **dated.details)
            if dated.day and dated.day < self._earliest:
                raise StatusError("bad-date", heading, trimmed(text))
            if dated.day and found[1].day not in (None, dated.day):
                raise StatusError("status-two-days", heading, trimmed(text))
            if dated.day and found[1].day is None:
                found = heading, Dated(dated.day, dated.mark or self._marked(heading))
        return found

    def _marked(self, heading: str) -> str | None:
        """What the heading of a column alone says of its days, such as Accession."""
        return self._say.marks.get(trimmed(without_notes(heading)).capitalize())

    def entry(self, row: StatusRow, convention: str) -> date | None:
        """The entry into force for the Party; None where only a succession is given. Raises
        StatusError where there is none."""
        _, given = self.day(row, "entry_into_force")
        heading, deposited = self._deposit(row)
        succeeded = self._is_succession(row, deposited)
        by_rule = None
        if deposited.day and deposited.day > self._today:
            today = self._today.isoformat()
            raise StatusError("status-future", heading, deposited.day.isoformat(), today=today)
        if deposited.day and not succeeded:
            by_rule = self._by_rule(convention, deposited.day, heading, given.day is None)
        if given.day:
            if by_rule not in (None, given.day):
                at, text = row.first("entry_into_force")
                details = {"rule": str(by_rule), "deposited": str(deposited.day)}
                article = self._rules.convention(convention).entry_for_party
                details["article"] = article.legal_basis if article else ""
                self._notes.note("status-not-by-rule", row, at, trimmed(text), **details)
            return given.day
        if deposited.day is None:
            at, text = row.first("party")
            raise StatusError("status-not-a-party", at, trimmed(text), convention=convention)
        if succeeded:
            self._notes.note("status-succession", row, heading, deposited.day.isoformat())
        return by_rule

    def _deposit(self, row: StatusRow) -> tuple[str, Dated]:
        """Heading and day of the deposit; a definitive signature is one, among the signatures."""
        heading, deposited = self.day(row, "deposited")
        if deposited.day is None:
            at, signed = self.day(row, "signed")
            if signed.mark == self._say.reading["definitive_signature"]:
                return at, signed
        return heading, deposited

    def _is_succession(self, row: StatusRow, deposited: Dated) -> bool:
        _, kind = row.first("kind")
        said = self._say.marks.get(trimmed(kind)) or self._say.marks.get(trimmed(kind).capitalize())
        return self._say.reading["succession"] in (deposited.mark, said)

    def _by_rule(self, convention: str, deposited: date, heading: str, needed: bool) -> date | None:
        """The entry into force by the treaty's own rule. Raises StatusError where it has none and
        nothing else says it."""
        treaty = self._rules.convention(convention)
        if treaty.entry_for_party is not None:
            return treaty.entry_for_party.day(deposited, treaty.entry_into_force)
        if needed:
            value = deposited.isoformat()
            raise StatusError("status-no-rule", heading, value, convention=convention)
        return None
