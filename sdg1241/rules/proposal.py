"""A proposal: changes of the rules for one computation only. The rules themselves stay as they are.

title = "Late reports do not count, and Basel reports weigh double"
deadlines = "enforced"                  # reports received after their due date do not count
maximum = "adjusted to accession"       # who joined during the period is not asked for what fell
due before

[[change]]
convention = "basel"
obligation = "annual_report"
points = 2
items = ["2015", "2016"]                # instead of the items the cycle counts
cycle = 2020                            # optional: in this cycle only
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from .entry import Entry
from .items import listed_items
from .model import ENFORCED, FROM_ACCESSION, Convention, Cycle, Edition, ItemList, Rules
from .obligation import MOST_DECIMALS, MOST_POINTS


class ProposalEntry(Entry):
    """An entry of a file of changes."""

    words: ClassVar = {"deadlines": (ENFORCED,), "maximum": (FROM_ACCESSION,)}


@dataclass(frozen=True)
class Change:
    """Other points or items for one obligation; None leaves the rule as it is."""

    convention: str
    obligation: str
    points: Decimal | None
    items: tuple[str, ...] | None
    cycle: int | None


@dataclass(frozen=True)
class Proposal:
    """What a file of changes asks for."""

    path: Path
    title: str
    changes: tuple[Change, ...]
    deadlines_enforced: bool
    from_accession: bool

    @property
    def name(self) -> str:
        """What to call it: its title, or the name of its file."""
        return self.title or self.path.name

    def applied(self, rules: Rules, cycle: Cycle, edition: Edition) -> tuple[Rules, Edition]:
        """New rules, and a new edition that holds the changed items, for one cycle.

        Raises:
            RuleFileError: nothing in the file changes this cycle.
        """
        changes = [c for c in self.changes if c.cycle in (None, cycle.id)]
        if not (changes or self.deadlines_enforced or self.from_accession):
            top = ProposalEntry(self.path, "", {})
            top.refuse(
                "change",
                f"nothing in it changes cycle {cycle.id}",
                "Name this cycle, or leave 'cycle' out.",
            )
        points = {(c.convention, c.obligation): c.points for c in changes if c.points is not None}
        conventions = tuple(
            _with_points(convention, points, cycle) for convention in rules.conventions
        )
        items = tuple(
            (c.convention, c.obligation, ItemList(cycle.id, c.items, self.name))
            for c in changes
            if c.items is not None
        )
        edition = replace(edition, items=(*items, *edition.items))
        editions = tuple(edition if e.id == edition.id else e for e in rules.editions)
        return replace(rules, conventions=conventions, editions=editions), edition


def _with_points(
    convention: Convention, points: dict[tuple[str, str], Decimal], cycle: Cycle
) -> Convention:
    obligations = tuple(
        replace(duty, points=points.get((convention.id, duty.id), duty.points))
        if duty.in_force(cycle.ends)
        else duty
        for duty in convention.obligations
    )
    return replace(convention, obligations=obligations)


def load_proposal(path: Path, rules: Rules) -> Proposal:
    """Read a file of changes.

    Raises:
        RuleFileError: the file cannot be used as written; the message names file and key.
    """
    top = ProposalEntry.open(path)
    entries = top.entries("change")
    changes = tuple(_change(entry, rules) for entry in entries)
    proposal = Proposal(
        path=path,
        title=top.take("title", str, ""),
        changes=changes,
        deadlines_enforced=top.take("deadlines", str, None) is not None,
        from_accession=top.take("maximum", str, None) is not None,
    )
    top.done()
    if not (changes or proposal.deadlines_enforced or proposal.from_accession):
        top.refuse("", "changes nothing", "Add a [[change]], deadlines or maximum.")
    for n, one in enumerate(changes):
        for other in changes[:n]:
            same = (one.convention, one.obligation) == (other.convention, other.obligation)
            if same and (one.cycle == other.cycle or None in (one.cycle, other.cycle)):
                entries[n].refuse(
                    "obligation",
                    f"{one.obligation} is changed twice",
                    "Change each once in a cycle.",
                )
    return proposal


def _change(entry: Entry, rules: Rules) -> Change:
    change = Change(
        convention=entry.take("convention", str),
        obligation=entry.take("obligation", str),
        points=entry.take("points", Decimal, None),
        items=entry.take_texts("items") if "items" in entry.keys else None,
        cycle=entry.take("cycle", int, None),
    )
    entry.done()
    known = {c.id: c for c in rules.conventions}
    if change.convention not in known:
        entry.refuse(
            "convention", f"no convention {change.convention!r}", f"Known: {', '.join(known)}."
        )
    convention = known[change.convention]
    duties = [duty for duty in convention.obligations if duty.id == change.obligation]
    if not duties:
        ids = ", ".join(dict.fromkeys(duty.id for duty in convention.obligations))
        entry.refuse("obligation", f"no obligation {change.obligation!r}", f"Known: {ids}.")
    if change.points is None and change.items is None:
        entry.refuse("", "changes nothing", "Give points or items.")
    if change.cycle is not None and change.cycle not in {c.id for c in rules.cycles}:
        entry.refuse(
            "cycle",
            f"no cycle {change.cycle}",
            f"Known: {', '.join(str(c.id) for c in rules.cycles)}.",
        )
    _refuse_points(entry, change.points)
    _refuse_items(
        entry,
        change.items,
        {item for duty in duties for item in listed_items(rules, convention, duty)["item"]},
    )
    return change


def _refuse_points(entry: Entry, points: Decimal | None) -> None:
    if points is None:
        return
    digits = points.normalize().as_tuple().exponent
    if not isinstance(digits, int) or not 0 <= points <= MOST_POINTS or -digits > MOST_DECIMALS:
        hint = f"Write a number from 0 to {MOST_POINTS} with at most {MOST_DECIMALS} decimals."
        entry.refuse("points", f"{points} cannot be used", hint)


def _refuse_items(entry: Entry, items: tuple[str, ...] | None, known: set[str]) -> None:
    if items is None:
        return
    if known == {""}:
        entry.refuse("items", "the obligation has one item only", "Change its points instead.")
    missing = sorted(set(items) - known)
    if missing:
        entry.refuse("items", f"no item {', '.join(missing)}", "Use keys of the item table.")
