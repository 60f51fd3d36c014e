"""What a table of Parties changes beside the one that ships: who becomes a Party in which cycle,
and whose items fall due on another day."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from ..rules import Cycle, Edition, Rules, cycle_items
from ..scoring import parties_of
from ..scoring.audit import audit
from ..submissions import Checked
from ..submissions.findings import no_findings
from .table import answer_table

NEW, CHANGED, MISSING = "new", "changed", "missing"
JOINS, LEAVES, DUE = "becomes a Party", "is no longer a Party", "other due dates"
KEY = ("convention", "party")
ITEM = (*KEY, "obligation", "item")
NO_SUBMISSIONS = {
    **dict.fromkeys(("file", "sheet", "party", "convention"), pl.String),
    **dict.fromkeys(("scored_obligation", "scored_item", "reference"), pl.String),
    **dict.fromkeys(("received_on", "ended_on"), pl.Date),
    **dict.fromkeys(("row", "receipts"), pl.Int64),
}
NOT_BOUND = dict.fromkeys(("convention", "scored_obligation", "item", "party"), pl.String)


@dataclass(frozen=True)
class StatusChange:
    """A table of Parties beside the shipped one; columns as in schemas/.

    Attributes:
        differences: one row a Party and convention that is new, changed or missing.
        moves: one row a cycle in which it makes a difference to them, and which.
        conventions: those that the table names; of the others nothing is compared.
    """

    differences: pl.DataFrame
    moves: pl.DataFrame
    conventions: tuple[str, ...]

    def tables(self) -> dict[str, pl.DataFrame]:
        """Both tables by name."""
        return {"differences": self.differences, "moves": self.moves}


def status_change(parties: pl.DataFrame, rules: Rules, edition: str | None = None) -> StatusChange:
    """Compare a table of Parties with the shipped Party status, for the conventions it names.

    Args:
        parties: convention, party, entry_into_force, withdrawn_on; null dates as in parties.csv.
        rules: the shipped table, the cycles and what they ask.
        edition: the state of the method; default: the edition marked as default.
    """
    named = tuple(c.id for c in rules.conventions if c.id in set(parties["convention"]))
    columns = (*KEY, "entry_into_force", "withdrawn_on", "first_round")
    shipped = rules.reference.party_status.select(columns)
    shipped = shipped.filter(pl.col("convention").is_in(named))
    given = parties.with_columns(first_round=pl.lit(None, pl.Int32)).select(columns)
    state = rules.edition(edition)
    moves = [row for c in rules.cycles for row in _moves(shipped, given, rules, c, state)]
    order = {name: n for n, name in enumerate(named)}
    moves.sort(key=lambda m: (order[m["convention"]], m["party"], m["cycle"]))
    names: dict[str, str] = dict(rules.reference.names().iter_rows())
    found = _differences(shipped, given, moves)
    found.sort(key=lambda d: (order[d["convention"]], d["party"]))
    return StatusChange(
        answer_table("party_status_differences", [d | {"area": names[d["party"]]} for d in found]),
        answer_table("party_status_moves", [m | {"area": names[m["party"]]} for m in moves]),
        named,
    )


def _differences(
    shipped: pl.DataFrame, given: pl.DataFrame, moves: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Every pair that stands in one table only, has another date, or counts in other cycles."""
    said: dict[tuple[str, str], dict[str, list[str]]] = {}
    for move in moves:
        cycles = said.setdefault((move["convention"], move["party"]), {})
        cycles.setdefault(move["change"], []).append(str(move["cycle"]))
    ours = {row[:2]: row[2:4] for row in shipped.iter_rows()}
    theirs = {row[:2]: row[2:4] for row in given.iter_rows()}
    rows = []
    for key in ours.keys() | theirs.keys():
        before, now = ours.get(key), theirs.get(key)
        if before == now and key not in said:
            continue
        kind = NEW if before is None else MISSING if now is None else CHANGED
        dates = {
            "shipped_entry_into_force": before and before[0],
            "shipped_withdrawn_on": before and before[1],
            "entry_into_force": now and now[0],
            "withdrawn_on": now and now[1],
        }
        told = [f"{change} in {', '.join(c)}" for change, c in said.get(key, {}).items()]
        row = dict(zip(KEY, key, strict=True))
        rows.append({**row, "difference": kind, **dates, "moves": "; ".join(told) or None})
    return rows


def _moves(
    shipped: pl.DataFrame, given: pl.DataFrame, rules: Rules, cycle: Cycle, edition: Edition
) -> list[dict[str, Any]]:
    """What changes in one cycle."""
    before, now = (set(parties_of(t, cycle).select(KEY).iter_rows()) for t in (shipped, given))
    items = cycle_items(rules, cycle, edition)
    in_force = set(items["convention"])
    rows = [
        {"convention": c, "party": p, "cycle": cycle.id, "change": change, "items": None}
        for change, pairs in ((JOINS, now - before), (LEAVES, before - now))
        for c, p in pairs
        if c in in_force
    ]
    dates = shipped.join(given, on=KEY, suffix="_now").filter(
        pl.col("entry_into_force").ne_missing(pl.col("entry_into_force_now"))
    )
    if dates.is_empty():
        return rows
    due = _due(shipped.join(dates, on=KEY, how="semi"), items, cycle)
    due = due.join(
        _due(given.join(dates, on=KEY, how="semi"), items, cycle), on=ITEM, suffix="_now"
    )
    due = due.filter(pl.col("binding").ne_missing(pl.col("binding_now")))
    for (convention, party), part in due.group_by(KEY, maintain_order=True):
        told = "; ".join(_in_words(row) for row in part.iter_rows(named=True))
        place = {"convention": convention, "party": party, "cycle": cycle.id}
        rows.append({**place, "change": DUE, "items": told})
    return rows


def _due(status: pl.DataFrame, items: pl.DataFrame, cycle: Cycle) -> pl.DataFrame:
    """The due date of each item by which its Party is bound: null where none follows from the
    text, or the item was due before the convention was in force for the Party."""
    nothing = Checked(
        submissions=pl.DataFrame(schema=NO_SUBMISSIONS),
        status=status,
        not_bound=pl.DataFrame(schema=NOT_BOUND),
        findings=no_findings(),
        inputs=pl.DataFrame(),
        status_table="",
        complete=True,
    )
    rows = audit(nothing, items, cycle).filter(~pl.col("role"))
    bound = pl.col("due_on") >= pl.col("entry_into_force")
    return rows.select(*ITEM, binding=pl.when(bound).then("due_on"))


def _in_words(row: dict[str, Any]) -> str:
    item = " ".join(filter(None, (row["obligation"].replace("_", " "), row["item"])))
    return f"{item} {row['binding'] or 'not bound'} -> {row['binding_now'] or 'not bound'}"
