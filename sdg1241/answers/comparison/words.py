"""The change of one rate in a few sentences.

Figures have one decimal. Each list of them adds up as it stands in the sentence: the causes and the
conventions to the change of the rate, the things that happened under a convention to the change of
its score.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from .account import Account, Moved, Under
from .effects import (
    ASKED_MISSING,
    ASKED_RECEIVED,
    DROPPED_MISSING,
    DROPPED_RECEIVED,
    GAINED,
    LOST,
    REWEIGHTED,
)
from .split import ZERO, Split, mean, percent, percents
from .subject import Values
from .wording import Wording, counted

SHOWN = 1  # decimals
NAMED = 3  # items of one Party that are named one by one; more are counted
OTHERS = "Parties counted in one run alone"
SAID = {
    GAINED: "received",
    LOST: "missing",
    REWEIGHTED: "worth something else",
    ASKED_RECEIVED: "newly asked, received",
    ASKED_MISSING: "newly asked, missing",
    DROPPED_RECEIVED: "no longer asked, received before",
    DROPPED_MISSING: "no longer asked, missing before",
}
FELL_DUE = {ASKED_RECEIVED: "fell due, received", ASKED_MISSING: "fell due, missing"}


def sentences(told: Account, names: Wording) -> list[str]:
    """The rate, what its change comes from, and each convention, the largest part first."""
    lines = [_rate(told)]
    split = told.split
    if split and any(split.parts):
        lines.append(_causes(told, split))
    moved = [u for u in told.under if not _stayed(u)]
    amounts = [*(sum(u.part, ZERO) for u in moved), sum(told.members.values(), ZERO)]
    shown = percents(_change(split), amounts, SHOWN) if split else [None] * len(amounts)
    order = sorted(range(len(moved)), key=lambda n: (-abs(amounts[n]), -abs(_own(moved[n])), n))
    lines += [_under(told, moved[n], shown[n], names) for n in order]
    if told.members:
        lines.append(f"{OTHERS}{_of_rate(shown[-1])}.")
    same = [u for u in told.under if _stayed(u)]
    if same:
        stayed = (f"{names.conventions[u.convention]} ({_mean(u.after)})" for u in same)
        lines.append(f"Unchanged: {', '.join(stayed)}.")
    return lines


def _stayed(under: Under) -> bool:
    return under.split is not None and not _own(under) and not any(under.part)


def _own(under: Under) -> Fraction:
    return under.split.b - under.split.a if under.split else ZERO


def _rate(told: Account) -> str:
    who = f"{told.subject.name} ({told.subject.code})"
    what = "transmission rate" if told.subject.is_party else "mean transmission rate"
    if told.split is None:
        return f"{who}: {what}: {_mean(told.before)} in A, {_mean(told.after)} in B."
    said = f"{who}: the {what} {_moved(told.split)}"
    if not told.subject.is_party:
        said += f"; Parties counted: {len(told.before)} in A, {len(told.after)} in B"
    return f"{said}."


def _causes(told: Account, split: Split) -> str:
    sent, rules, counted_in = (_signed(v) for v in percents(_change(split), split.parts, SHOWN))
    member = "joining or leaving conventions" if told.subject.is_party else "membership"
    return f"Of this, {sent} from transmissions, {rules} from rules, {counted_in} from {member}."


def _under(told: Account, under: Under, part: Decimal | None, names: Wording) -> str:
    name = names.conventions[under.convention]
    if under.split is None:
        return f"{name}: {_in_one_run(told, under)}{_of_rate(part)}."
    clauses = "; ".join(_clauses(told, under, under.split, names))
    return f"{name}: {_moved(under.split)}{_of_rate(part)}{': ' if clauses else ''}{clauses}."


def _in_one_run(told: Account, under: Under) -> str:
    values = under.after or under.before
    if told.subject.is_party:
        return f"{'joined' if under.after else 'left'}, with a score of {_mean(values)}"
    run = "B" if under.after else "A"
    parties = f"{len(values)} {'Party' if len(values) == 1 else 'Parties'}"
    return f"in {run} alone, with a mean of {_mean(values)} over {parties}"


def _clauses(told: Account, under: Under, split: Split, names: Wording) -> Iterator[str]:
    """What happened, each with its part of the change; what did nothing is left to the table."""
    found: dict[tuple[str, str], list[Moved]] = {}
    for moved in under.moved:
        key = moved.event.obligation, _said(under, moved, names)
        found.setdefault(key, []).append(moved)
    named = [
        (f"{_things(told, under, obligation, moved, names)} {said}", _total(moved))
        for (obligation, said), moved in found.items()
    ]
    named.append((OTHERS, split.parts.membership))
    named = sorted((n for n in named if n[1]), key=_largest_first)
    amounts = percents(_change(split), (amount for _, amount in named), SHOWN)
    for (text, _), amount in zip(named, amounts, strict=True):
        yield f"{text} ({_signed(amount)})"


def _largest_first(named: tuple[str, Fraction]) -> Fraction:
    return -abs(named[1])


def _total(moved: Sequence[Moved]) -> Fraction:
    return sum((m.own for m in moved), ZERO)


def _said(under: Under, moved: Moved, names: Wording) -> str:
    event = moved.event
    if names.fell_due((under.convention, event.obligation, event.item)):
        return FELL_DUE.get(event.happened, SAID[event.happened])
    return SAID[event.happened]


def _things(
    told: Account, under: Under, obligation: str, moved: Sequence[Moved], names: Wording
) -> str:
    keys = [m.event.item for m in moved]
    if not told.subject.is_party or len(keys) > NAMED:
        return counted(obligation, sum(m.parties for m in moved))
    return names.named(under.convention, obligation, keys)


def _moved(split: Split) -> str:
    a, b = percent(split.a, SHOWN), percent(split.b, SHOWN)
    if split.a == split.b:
        return f"stayed at {b}"
    verb = "rose" if split.b > split.a else "fell"
    return f"{verb} by less than 0.1, at {b}" if a == b else f"{verb} from {a} to {b} ({b - a:+})"


def _change(split: Split) -> Decimal:
    """The change of the values as they are shown."""
    return percent(split.b, SHOWN) - percent(split.a, SHOWN)


def _of_rate(part: Decimal | None) -> str:
    return "" if part is None else f", that is {_signed(part)} of the rate"


def _mean(values: Values) -> str:
    return str(percent(mean(list(values.values())), SHOWN)) if values else "none"


def _signed(value: Decimal) -> str:
    return f"{value:+}" if value else f"{abs(value)}"
