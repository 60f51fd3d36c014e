"""Saved CountryProfiles of InforMEA: who is a Party to what, and since when."""

from collections.abc import Sequence
from pathlib import Path

from ..errors import InputError
from ..rules import Rules
from .feed import Page, feed_of, read_page
from .informea import note_what_is_missing
from .json_file import kind_of
from .mapping import PROFILES, load_mapping
from .notes import NOT_MAPPED, OUTSIDE, Notes
from .phrases import words
from .records import NotMappedError, Record
from .status_table import StatusRow, StatusRows
from .status_words import convention_names

HINT = "Give saved pages of CountryProfiles."


def read_profiles(paths: Sequence[Path], rules: Rules) -> StatusRows:
    """The rows of saved pages of CountryProfiles, as those of a status table.

    A record of another treaty is left out with a note; one that does not say its treaty, or holds
    something else than text, with an error.

    Raises:
        InputError: a file cannot be read, or holds another feed.
    """
    pages = [read_page(path) for path in paths]
    for page in pages:
        _refuse_other_feed(page)
    names = {path: path.name for path in paths}
    notes, rows = Notes(), []
    note_what_is_missing(pages, names, notes)
    mapping = load_mapping(rules)
    known = mapping.treaties | convention_names(rules)
    for page in pages:
        for number, fields in enumerate(page.records, 1):
            if not isinstance(fields, dict):
                notes.count(NOT_MAPPED)
                kind = kind_of(fields)
                notes.note("informea-not-a-record", page.path.name, number, None, kind)
                continue
            record = Record(page.path.name, number, PROFILES, fields)
            try:
                treaty = words(record.text("treaty"))
                if treaty in mapping.other_treaties:
                    notes.left_out(record, "treaty", f"treaty {treaty}")
                else:
                    rows.append(_row(record, known.get(treaty), treaty))
            except NotMappedError as fault:
                notes.count(NOT_MAPPED)
                file, column, value = record.file, fault.column, record.shown(fault.value)
                notes.note(fault.code, file, record.row, column, value, **fault.details)
    counts = notes.counts
    return StatusRows(rows, notes.findings(), counts[NOT_MAPPED], counts[OUTSIDE])


def _refuse_other_feed(page: Page) -> None:
    feeds = {page.feed, *map(feed_of, page.records)} - {None}
    if page.records and PROFILES not in feeds:
        held = ", ".join(sorted(map(str, feeds))) or "records of no feed that is known"
        raise InputError(page.path, f"holds {held}, and no Party status", HINT)


def _row(record: Record, convention: str | None, treaty: str) -> StatusRow:
    """The record as a row. Raises NotMappedError where its treaty is not known, or a field is no
    text."""
    if convention is None:
        raise NotMappedError("informea-unknown-treaty", "treaty", treaty)
    cells = {
        "party": [("country", record.text("country"))],
        "entry_into_force": [("entryIntoForce", record.text_or_none("entryIntoForce") or "")],
    }
    held = {name: texts for name, texts in cells.items() if texts[0][1]}
    return StatusRow(record.file, None, record.row, convention, held)
