"""The rules as a person reads them."""

from datetime import date
from typing import Any

import polars as pl

from ..rules import AFTER_ENTRY, Convention, Cycle, Edition, Obligation, Rules, cycle_items
from .maximum import plain_number, sum_of

BOOK = {
    "convention": pl.String,
    "obligation": pl.String,
    "label": pl.String,
    "asked": pl.String,
    "points": pl.String,
    "counts": pl.String,
    "due": pl.String,
    "article": pl.String,
    "source": pl.String,
    "last_checked": pl.Date,
    "note": pl.String,
    "exceptions": pl.String,
}


def rule_book(
    rules: Rules,
    convention: str | None = None,
    cycle: int | None = None,
    edition: str | None = None,
) -> pl.DataFrame:
    """The obligations under one convention or all of them: in general, or as one cycle asks for
    them.

    Args:
        rules: what the conventions ask.
        convention: the convention; default: all.
        cycle: the cycle; `asked` then names the items it counts, and only its obligations are
            listed.
        edition: the state of the method; default: the edition marked as default.

    Returns:
        In the order of the rule files: convention, obligation, label, asked (roles or items),
            points (with unit),
        counts, due, article, source, last_checked, note, exceptions (cycles whose items are given
        outright, by the rule or by the edition, and why). Text is null where there is nothing to
        say.

    Raises:
        UsageError: there is no such convention, cycle or edition.
    """
    state = rules.edition(edition)
    period = rules.cycle(cycle) if cycle is not None else None
    items = cycle_items(rules, period, state) if period else None
    rows = []
    for one in [rules.convention(convention)] if convention else rules.conventions:
        if period and one.entry_into_force > period.ends:
            continue
        for duty in one.obligations:
            if period is None or duty.in_force(period.ends):
                rows.append(_entry(one, duty, period, state, items))
    return pl.DataFrame(rows, schema=BOOK, orient="row")


def maxima_by_cycle(
    rules: Rules,
    convention: str | None = None,
    cycle: int | None = None,
    edition: str | None = None,
) -> pl.DataFrame:
    """The maximum of each convention and cycle: convention, cycle, maximum (Decimal), maximum_from
    (the sum in words).

    A convention has no row for a cycle whose period ended before it was in force. Errors as in
    `rule_book`.
    """
    state = rules.edition(edition)
    chosen = [rules.convention(convention).id] if convention else [c.id for c in rules.conventions]
    worth = pl.Decimal(18, rules.point_scale)
    schema: dict[str, Any] = {
        "convention": pl.String,
        "cycle": pl.Int64,
        "maximum": worth,
        "maximum_from": pl.String,
    }
    rows = []
    for period in [rules.cycle(cycle)] if cycle is not None else rules.cycles:
        items = cycle_items(rules, period, state)
        for part in items.partition_by("convention", maintain_order=True):
            name = part["convention"][0]
            if name in chosen:
                rows.append((name, period.id, part["points"].sum(), sum_of(part, "points")))
    rows.sort(key=lambda row: (chosen.index(row[0]), row[1]))
    return pl.DataFrame(rows, schema=schema, orient="row")


def _entry(
    convention: Convention,
    duty: Obligation,
    period: Cycle | None,
    state: Edition,
    items: pl.DataFrame | None,
) -> tuple[object, ...]:
    note = " ".join(part for part in (duty.note, _dates(duty)) if part)
    return (
        convention.id,
        duty.id,
        duty.label,
        _asked(duty) if items is None else _asked_in(items, convention, duty),
        _points(duty),
        _counts(duty),
        _due(duty),
        duty.legal_basis,
        f"{convention.source}, {convention.source_dated}",
        duty.last_checked,
        note or None,
        _exceptions(convention, duty, period, state) or None,
    )


def _points(duty: Obligation) -> str:
    unit = duty.unit.replace("points", "point", 1) if duty.points == 1 else duty.unit
    return f"{plain_number(duty.points)} {unit}"


def rule_in_words(duty: Obligation) -> str:
    """What an item is worth and when it counts: `1 point per report, whenever received`."""
    return f"{_points(duty)}, {_counts(duty)}"


def _asked(duty: Obligation) -> str:
    if duty.requires:
        return f"every one of: {', '.join(duty.requires)}"
    if duty.items is None:
        return "one item"
    what = f"entries of {duty.items} with {duty.dated_by}" if duty.dated_by else duty.items
    return f"{what} {duty.in_cycle}"


def _asked_in(items: pl.DataFrame, convention: Convention, duty: Obligation) -> str:
    here = items.filter(pl.col("convention") == convention.id, pl.col("obligation") == duty.id)
    if duty.requires:
        return f"every one of: {', '.join(duty.requires)}"
    if duty.items is None:
        return "one item"
    keys = here["item"].to_list()
    return f"{len(keys)}: {', '.join(keys)}" if keys else "none yet"


def _counts(duty: Obligation) -> str:
    said = [duty.counts]
    if duty.lapses:
        said.append("until it ends")
    if duty.earned_when_not_bound:
        said.append("earned by a Party that is not bound")
    return ", ".join(said)


def _due(duty: Obligation) -> str | None:
    if duty.due is None:
        return None
    if duty.due.column:
        return f"{duty.due.column} of {duty.items}"
    after = duty.due.after or ""
    if duty.due.months == 0:
        return f"at {after}" if after == AFTER_ENTRY else after
    return f"{duty.due.months} months after {after}"


def _dates(duty: Obligation) -> str:
    since = f"Since {duty.valid_from}." if duty.valid_from > date.min else ""
    until = f"Until {duty.valid_until}." if duty.valid_until < date.max else ""
    return f"{since} {until}".strip()


def _exceptions(
    convention: Convention, duty: Obligation, period: Cycle | None, state: Edition
) -> str:
    """What replaces the rule's own choice of items; an edition's list comes before the rule's
    exception."""
    own = [(e, "by exception") for e in duty.exceptions]
    by_edition = [
        (e, f"in edition {state.id}")
        for c, o, e in state.items
        if (c, o) == (convention.id, duty.id)
    ]
    replaced = {e.cycle for e, _ in by_edition}
    listed = by_edition + [(e, why) for e, why in own if e.cycle not in replaced]
    said = [
        f"Cycle {e.cycle} {why}: {', '.join(e.items)}. {e.note}"
        for e, why in sorted(listed, key=lambda pair: pair[0].cycle)
        if period is None or e.cycle == period.id
    ]
    return " ".join(said)
