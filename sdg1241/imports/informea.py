"""Turn saved feeds of InforMEA into submissions; what is not certain becomes a finding."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from ..rules import Rules
from ..submissions import table_schema
from ..submissions.schemas import TYPES
from .certain import Certain
from .feed import Page, feed_of, missing_pages, read_page, short_of
from .json_file import kind_of
from .mapper import Mapper
from .mapping import Mapping, load_mapping
from .notes import NOT_MAPPED, Notes
from .records import Record, without_people


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
    known = mapping or load_mapping(rules)
    certain = Certain(rules, known, keep_non_parties, today or datetime.now(UTC).date())
    pages = [read_page(path) for path in files]
    twice = {name for name, n in Counter(p.path.name for p in pages).items() if n > 1}
    names = {p.path: str(p.path) if p.path.name in twice else p.path.name for p in pages}
    notes = Notes()
    note_what_is_missing(pages, names, notes)
    mapper = Mapper(certain, notes)
    mapper.map_all(_records(pages, names, notes))
    return Imported(_table(mapper.rows), notes.findings(), notes.counts)


def note_what_is_missing(pages: list[Page], names: dict[Path, str], notes: Notes) -> None:
    """Note pages that others name and that were not given, and records that the service holds
    beside those given."""
    for page in missing_pages(pages):
        address = without_people(page.next or "")
        notes.note("informea-missing-page", names[page.path], None, "next", address)
    for page, given, held in short_of(pages):
        details = {"given": str(given), "held": str(held)}
        notes.note("informea-missing-records", names[page.path], None, None, None, **details)


def _records(pages: list[Page], names: dict[Path, str], notes: Notes) -> list[Record]:
    """The records of all pages; what is none is noted."""
    records = []
    for page in pages:
        for row, fields in enumerate(page.records, 1):
            feed = feed_of(fields) or page.feed
            if feed is None or not isinstance(fields, dict):
                notes.count(NOT_MAPPED)
                notes.note("informea-not-a-record", names[page.path], row, None, kind_of(fields))
            else:
                records.append(Record(names[page.path], row, feed, fields))
    return records


def _table(rows: list[dict[str, object]]) -> pl.DataFrame:
    schema = table_schema("submissions")
    types = {f.name: TYPES[f.type] for f in schema.fields}
    order = ("party", "convention", "obligation", "item", "received_on", "reference")
    table = pl.DataFrame(rows, schema=types).select(schema.columns)
    return table.unique(maintain_order=True).sort(order)
