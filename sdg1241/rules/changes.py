"""Where the rule of a cycle is not the rule of the cycle before, and what there is to say about it.

More items under the same rule (a new listing, another round) are no change of the rule: every cycle
is measured against what was due in it. A list of items given outright, by an edition or as an
exception, is one, for the cycle that it is given for and for the cycle after it; so is another
entry of an obligation.
"""

from dataclasses import dataclass

from .items import given_items
from .model import Convention, Cycle, Edition, ItemList, Obligation, Rules


@dataclass(frozen=True)
class RuleNote:
    """What a reader of one convention's values in one cycle must know.

    Attributes:
        convention: its key.
        changed_since: the cycle before, if the rule was another one then; else None.
        notes: why, one sentence or two each, naming the cycle they speak of.
    """

    convention: str
    changed_since: int | None
    notes: tuple[str, ...]


def rule_notes(rules: Rules, cycle: Cycle, edition: Edition) -> tuple[RuleNote, ...]:
    """The notes on one cycle, for the conventions that have any, in reading order."""
    earlier = [c for c in rules.cycles if c.ends < cycle.starts]
    found = (
        _note(convention, cycle, earlier[-1] if earlier else None, edition)
        for convention in rules.conventions
    )
    return tuple(note for note in found if note.notes or note.changed_since)


def _note(convention: Convention, cycle: Cycle, before: Cycle | None, edition: Edition) -> RuleNote:
    now, given = _rule(convention, cycle, edition)
    notes = [f"Cycle {cycle.id}: {listed.note}" for listed in given]
    if before is None or convention.entry_into_force > before.ends:
        return RuleNote(convention.id, None, tuple(notes))
    then, given_then = _rule(convention, before, edition)
    new = [duty for duty in now if duty not in then]
    notes += [
        f"Cycle {cycle.id}: new rule for: {d.label} ({d.legal_basis}). {d.note}".strip()
        for d in new
    ]
    gone = [duty for duty in then if duty.id not in {d.id for d in now}]
    notes += [f"Cycle {cycle.id}: no longer counted: {d.label} ({d.legal_basis})." for d in gone]
    notes += [f"Cycle {before.id}: {listed.note}" for listed in given_then]
    changed = now != then or given or given_then
    return RuleNote(convention.id, before.id if changed else None, tuple(notes))


def _rule(
    convention: Convention, cycle: Cycle, edition: Edition
) -> tuple[list[Obligation], list[ItemList]]:
    """The entries in force in a cycle, and the lists of items given outright for it."""
    duties = [d for d in convention.obligations if d.in_force(cycle.ends)]
    lists = (given_items(convention, duty, cycle, edition) for duty in duties)
    return duties, [listed for listed in lists if listed]
