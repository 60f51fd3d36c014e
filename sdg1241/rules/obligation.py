"""Read one obligation of a rule file, and refuse what contradicts itself or the table that its
items stand in."""

import re
from datetime import date
from decimal import Decimal
from typing import ClassVar

import polars as pl

from ..reference import ITEM_TABLES, Reference
from . import model
from .entry import Entry
from .model import Due, EntryForParty, ItemList, Obligation

CODE = re.compile(r"[a-z][a-z0-9_]*")
MOST_MONTHS, MOST_DAYS = 1_200, 36_600
MOST_DECIMALS, MOST_POINTS = 6, 1_000_000


class RuleEntry(Entry):
    """An entry of a rule file."""

    words: ClassVar = {
        "counts": (model.STANDING, model.WHENEVER),
        "in_cycle": (model.WITHIN_PERIOD, model.BY_PERIOD_END),
        "items": (model.CALENDAR_YEARS, *ITEM_TABLES),
        "after": (model.AFTER_ENTRY, model.AFTER_YEAR),
        "indicator": (model.INDICATOR,),
        "early_deposit": (model.DAYS_COUNTED, model.AT_ITS_OWN),
    }


def read_obligation(entry: Entry, reference: Reference) -> Obligation:
    """The obligation that an entry describes. Raises RuleFileError, which names file and key."""
    exceptions = tuple(read_items(e) for e in entry.entries("exception"))
    due = (
        _due(RuleEntry(entry.path, f"{entry.where}.due", entry.take("due", dict)))
        if "due" in entry.keys
        else None
    )
    duty = Obligation(
        id=entry.take("id", str),
        label=entry.take("label", str),
        points=entry.take("points", Decimal),
        unit=entry.take("unit", str),
        counts=entry.take("counts", str),
        legal_basis=entry.take("legal_basis", str),
        last_checked=entry.take("last_checked", date),
        requires=entry.take_texts("requires", []),
        items=entry.take("items", str, None),
        dated_by=entry.take("dated_by", str, None),
        exists_from=entry.take("exists_from", str, None),
        in_cycle=entry.take("in_cycle", str, None),
        lapses=entry.take("lapses", bool, False),
        earned_when_not_bound=entry.take("earned_when_not_bound", bool, False),
        due=due,
        valid_from=entry.take("valid_from", date, date.min),
        valid_until=entry.take("valid_until", date, date.max),
        exceptions=exceptions,
        note=entry.take("note", str, ""),
    )
    entry.done()
    _refuse_values(entry, duty)
    _refuse_contradictions(entry, duty)
    _refuse_columns(entry, duty, reference)
    return duty


def _due(entry: Entry) -> Due:
    due = Due(
        entry.take("after", str, None),
        entry.take("months", int, 0),
        entry.take("column", str, None),
    )
    entry.done()
    if (due.after is None) == (due.column is None):
        entry.refuse("", "needs either 'after' or 'column'", "Give one of them.")
    if not 0 <= due.months <= MOST_MONTHS:
        entry.refuse(
            "months",
            f"expected 0 to {MOST_MONTHS}, got {due.months}",
            "Count the months after the event.",
        )
    return due


def read_entry_for_party(top: Entry) -> EntryForParty | None:
    """The rule of entry into force for a Party, None where the file has none. Raises
    RuleFileError."""
    key = "entry_for_party"
    if key not in top.keys:
        return None
    entry = RuleEntry(top.path, key, top.take(key, dict))
    rule = EntryForParty(
        entry.take("days_after_deposit", int),
        entry.take("early_deposit", str, model.DAYS_COUNTED),
        entry.take("legal_basis", str),
        entry.take("last_checked", date),
    )
    entry.done()
    if not 0 <= rule.days_after_deposit <= MOST_DAYS:
        entry.refuse(
            "days_after_deposit",
            f"expected 0 to {MOST_DAYS}, got {rule.days_after_deposit}",
            "Count the days after the deposit.",
        )
    return rule


def read_items(entry: Entry) -> ItemList:
    """Items given outright for one cycle. Raises RuleFileError."""
    listed = ItemList(entry.take("cycle", int), entry.take_texts("items"), entry.take("note", str))
    entry.done()
    return listed


def _refuse_values(entry: Entry, duty: Obligation) -> None:
    """Values that nothing can be computed with, or that no submission could name."""
    if duty.valid_until < duty.valid_from:
        entry.refuse("valid_until", "lies before valid_from", "Mend one of the two dates.")
    if duty.points <= 0:
        entry.refuse(
            "points", f"expected more than 0, got {duty.points}", "Leave out what earns nothing."
        )
    exponent = duty.points.normalize().as_tuple().exponent
    if duty.points > MOST_POINTS or (isinstance(exponent, int) and -exponent > MOST_DECIMALS):
        hint = f"Write at most {MOST_POINTS}, with at most {MOST_DECIMALS} decimals."
        entry.refuse("points", f"{duty.points} cannot be used", hint)
    for key, codes in (("id", (duty.id,)), ("requires", duty.requires)):
        for code in codes:
            if not CODE.fullmatch(code):
                entry.refuse(
                    key,
                    f"{code!r} is not a code",
                    "Use lower case letters, digits and underscores.",
                )
    cycles = [listed.cycle for listed in duty.exceptions]
    for cycle in cycles:
        if cycles.count(cycle) > 1:
            entry.refuse(
                "exception", f"cycle {cycle} is used twice", "Give one list for each cycle."
            )


def _refuse_contradictions(entry: Entry, duty: Obligation) -> None:
    """Keys that have no meaning beside the others: left alone, they would do nothing without a
    word."""
    if duty.items and duty.requires:
        entry.refuse(
            "requires",
            "stands beside 'items'",
            "An obligation has named roles or listed items, not both.",
        )
    if duty.items and not duty.in_cycle:
        entry.refuse("in_cycle", "missing", "Say which of the items a cycle counts.")
    column, after = (duty.due.column, duty.due.after) if duty.due else (None, None)
    of_items = {"in_cycle": duty.in_cycle, "exception": duty.exceptions}
    of_table = {
        "dated_by": duty.dated_by,
        "exists_from": duty.exists_from,
        "earned_when_not_bound": duty.earned_when_not_bound,
        "due.column": column,
    }
    idle = ({} if duty.items else of_items) | ({} if duty.items in ITEM_TABLES else of_table)
    for key, given in idle.items():
        if given:
            entry.refuse(
                key,
                "has no meaning without a table of items",
                "Remove it, or name the items in 'items'.",
            )
    if after == model.AFTER_YEAR and duty.items != model.CALENDAR_YEARS:
        entry.refuse(
            "due.after", f"{after!r} is for reports on calendar years", "Name another event."
        )


def _refuse_columns(entry: Entry, duty: Obligation, reference: Reference) -> None:
    """Columns that the table of items does not have, or that hold neither dates nor years."""
    if duty.items not in ITEM_TABLES:
        return
    schema = reference.items[duty.items].schema
    column = duty.due.column if duty.due else None
    for key, name in {
        "dated_by": duty.dated_by,
        "exists_from": duty.exists_from,
        "due": column,
    }.items():
        if name is not None and name not in schema:
            entry.refuse(
                key, f"{duty.items} has no column {name!r}", f"It has: {', '.join(schema)}."
            )
        if name is not None and schema[name] not in (pl.Date, pl.Int32):
            dates = ", ".join(c for c, kind in schema.items() if kind in (pl.Date, pl.Int32))
            entry.refuse(
                key, f"the column {name!r} holds neither dates nor years", f"Use one of: {dates}."
            )
    if duty.dated_by is None:
        entry.refuse("dated_by", "missing", "Name the column that dates an item.")
