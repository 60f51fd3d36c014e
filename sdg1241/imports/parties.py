"""Turn tables of Party status and InforMEA's CountryProfiles into the table of Parties."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from ..rules import Rules
from ..submissions import Order, table_schema
from ..submissions.findings import in_order, placed
from ..submissions.schemas import TYPES
from .json_file import is_json
from .profiles import read_profiles
from .status_judge import Party, StatusError, StatusJudge, StatusNotes
from .status_table import StatusRow, read_status
from .status_words import status_words


@dataclass(frozen=True)
class ImportedParties:
    """What became of the tables.

    Attributes:
        parties: convention, party, entry_into_force, withdrawn_on (Date, null where not known or
            not withdrawn), one row a Party and convention, sorted by both: the table of Parties.
        findings: all that was noticed; `row` is the row of a table, or the number of a record.
        read: rows and records read.
        accepted: rows that became one of `parties` or say what another row of it says.
        not_parties: of those rejected, rows of who has signed, or is listed, and not ratified.
        other_treaties: of those rejected, records of treaties that the rules do not have.
    """

    parties: pl.DataFrame
    findings: pl.DataFrame
    read: int
    accepted: int
    not_parties: int
    other_treaties: int

    @property
    def rejected(self) -> int:
        """Rows that are not in `parties`: who is no Party, and what was not understood."""
        return self.read - self.accepted


def import_parties(
    paths: Sequence[Path],
    rules: Rules,
    convention: str | None = None,
    today: date | None = None,
    order: Order | None = None,
) -> ImportedParties:
    """Read status tables (CSV, Excel) and saved CountryProfiles (JSON), told by their content.

    A row gives a Party where it has an entry into force, or a deposit from which it follows by the
    treaty's own rule; only what is certain is taken.

    Args:
        paths: the files.
        rules: the conventions, with their rules of entry into force.
        convention: of tables that do not say of which convention they are.
        today: a later deposit is an error; default: the current date in UTC.
        order: what comes first in dates where day and month can be taken for each other.

    Raises:
        InputError: a file cannot be read, or is no such table.
        UsageError: there is no such convention.
    """
    say, notes = status_words(), StatusNotes()
    judge = StatusJudge(rules, say, notes, today or datetime.now(UTC).date(), order)
    if convention is not None:
        rules.convention(convention)
    feeds = [path for path in paths if is_json(path)]
    tables = [read_status(p, rules, say, convention) for p in paths if p not in feeds]
    tables += [read_profiles(feeds, rules)] if feeds else []
    rows = [row for table in tables for row in table.rows]
    taken: dict[tuple[str, str], list[Party]] = {}
    not_parties = 0
    for row in rows:
        try:
            party = judge.party_of(row)
        except StatusError as fault:
            not_parties += fault.code == "status-not-a-party"
            notes.note(fault.code, row, fault.column, fault.value, **fault.details)
        else:
            taken.setdefault((party.convention, party.party), []).append(party)
    kept, accepted = _without_contradictions(taken, notes)
    other_treaties = sum(table.other_treaties for table in tables)
    found = [*(table.findings for table in tables), notes.findings(), _not_given(kept, rules)]
    return ImportedParties(
        parties=_table(kept),
        findings=in_order(found),
        read=len(rows) + other_treaties + sum(table.broken for table in tables),
        accepted=accepted,
        not_parties=not_parties,
        other_treaties=other_treaties,
    )


def _without_contradictions(
    taken: dict[tuple[str, str], list[Party]], notes: StatusNotes
) -> tuple[list[Party], int]:
    """Each Party once, and the number of rows that say so; of rows that disagree none."""
    kept, accepted = [], 0
    repeats: list[StatusRow] = []
    for (convention, code), parties in taken.items():
        if len({(p.entry_into_force, p.withdrawn_on) for p in parties}) == 1:
            kept.append(parties[0])
            accepted += len(parties)
            repeats += [p.row for p in parties[1:]]
            continue
        for one in parties:
            other = next(p.row for p in parties if p is not one)
            details = {"convention": convention, "party": code, "first": other.row}
            notes.note("contradicting-status", one.row, "party", code, **details)
    for row in repeats:
        notes.note_once("repeated-row", row)
    return kept, accepted


def _table(kept: list[Party]) -> pl.DataFrame:
    schema = table_schema("parties")
    types = {f.name: TYPES[f.type] for f in schema.fields}
    rows = [
        (p.convention, p.party, p.entry_into_force, p.withdrawn_on)
        for p in sorted(kept, key=lambda p: (p.convention, p.party))
    ]
    columns = ("convention", "party", "entry_into_force", "withdrawn_on")
    named = {name: types[name] for name in columns}
    return pl.DataFrame(rows, schema=named, orient="row").select(schema.columns)


def _not_given(kept: list[Party], rules: Rules) -> pl.DataFrame:
    """Conventions of which no Party was read: beside a register of them the table is not enough."""
    given = {party.convention for party in kept}
    absent = [c.id for c in rules.conventions if c.id not in given]
    rows = [{"file": None, "value": name} for name in absent if kept]
    kinds = {"file": pl.String, "value": pl.String}
    return placed("status-not-given", pl.DataFrame(rows, schema=kinds))
