"""The rules as they stand in the TOML files of this folder, one class for each kind of entry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from ..errors import UsageError
from ..reference import Reference

_K = TypeVar("_K")
_V = TypeVar("_V")

CALENDAR_YEARS = "calendar years"
WITHIN_PERIOD, BY_PERIOD_END = "within the period", "by the period's end"
STANDING, WHENEVER = "standing", "whenever received"
AFTER_ENTRY, AFTER_YEAR = "entry into force for the Party", "the end of the year reported on"
DAYS_COUNTED, AT_ITS_OWN = "days counted", "bound from the treaty's own entry into force"
INDICATOR = "12.4.1"
ENFORCED, FROM_ACCESSION = "enforced", "adjusted to accession"


@dataclass(frozen=True)
class Due:
    """When an item falls due: `months` after an event, or on the date in `column` of the item
    table."""

    after: str | None = None
    months: int = 0
    column: str | None = None


@dataclass(frozen=True)
class ItemList:
    """The items of one obligation in one cycle, given outright instead of by the obligation's own
    rule."""

    cycle: int
    items: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Obligation:
    """What a Party owes under one article, and what each item of it is worth."""

    id: str
    label: str
    points: Decimal
    unit: str
    counts: str
    legal_basis: str
    last_checked: date
    requires: tuple[str, ...] = ()
    items: str | None = None
    dated_by: str | None = None
    exists_from: str | None = None
    in_cycle: str | None = None
    lapses: bool = False
    earned_when_not_bound: bool = False
    due: Due | None = None
    valid_from: date = date.min
    valid_until: date = date.max
    exceptions: tuple[ItemList, ...] = ()
    note: str = ""

    def in_force(self, day: date) -> bool:
        """Whether this entry of the rule applies to a cycle that ends on `day`."""
        return self.valid_from <= day <= self.valid_until


@dataclass(frozen=True)
class EntryForParty:
    """When a treaty enters into force for a State that deposits its instrument.

    Attributes:
        days_after_deposit: how many days after the deposit, at the earliest the treaty's own entry
            into force.
        early_deposit: what holds for a deposit before that: DAYS_COUNTED as for any other, or
            AT_ITS_OWN without counting.
        legal_basis: the article.
    """

    days_after_deposit: int
    early_deposit: str
    legal_basis: str
    last_checked: date

    def day(self, deposited: date, treaty_in_force: date) -> date:
        """The day on which the treaty enters into force for that State."""
        if deposited < treaty_in_force and self.early_deposit == AT_ITS_OWN:
            return treaty_in_force
        return max(treaty_in_force, deposited + timedelta(days=self.days_after_deposit))

    @property
    def in_words(self) -> str:
        """The rule as a person reads it."""
        counted = f"{self.days_after_deposit} days after it deposits its instrument"
        if self.early_deposit == AT_ITS_OWN:
            return f"{counted}; {AT_ITS_OWN} where it did so before"
        return f"{counted}, at the earliest with the treaty itself"


@dataclass(frozen=True)
class Convention:
    """One agreement: its series, its reading order, its entry into force, its obligations in the
    order of the file.

    Attributes:
        series: code of its series in the SDG data structure; None for one that is not marked as
            belonging to the indicator. Such an agreement is scored, and enters neither the
            transmission rate nor what is sent to UNSD.
        entry_for_party: None where the file does not give that rule.
    """

    id: str
    name: str
    short_name: str
    series: str | None
    order: int
    entry_into_force: date
    source: str
    source_dated: date
    obligations: tuple[Obligation, ...]
    file: str
    entry_for_party: EntryForParty | None = None


@dataclass(frozen=True)
class Cycle:
    """A reporting cycle: the period from `starts` to `ends`, both days included."""

    id: int
    starts: date
    ends: date
    collected: int


@dataclass(frozen=True)
class Edition:
    """A state of the method.

    `items` replaces what an obligation counts: (cycle, convention, obligation) to keys. `dated` is
        the day up to
    which the edition knows listings, amendments and report rounds; `membership_on` where it is not
    given.
    """

    id: str
    title: str
    membership_on: date
    coverage: Decimal
    decimals: int
    default: bool = False
    note: str = ""
    items: tuple[tuple[str, str, ItemList], ...] = ()
    dated: date | None = None

    @property
    def known_until(self) -> date:
        """The last day whose facts the edition knows."""
        return self.dated or self.membership_on

    def items_for(self, cycle: int, convention: str, obligation: str) -> ItemList | None:
        """The list this edition gives for one obligation in one cycle, or None where it says
        nothing."""
        for name, duty, listed in self.items:
            if (listed.cycle, name, duty) == (cycle, convention, obligation):
                return listed
        return None


@dataclass(frozen=True, eq=False)
class Rules:
    """All rules and the reference facts they point to."""

    conventions: tuple[Convention, ...]
    cycles: tuple[Cycle, ...]
    editions: tuple[Edition, ...]
    reference: Reference
    files: tuple[Path, ...] = ()

    def convention(self, name: str) -> Convention:
        """The convention with that key.

        Raises:
            UsageError: there is none; the message lists those there are.
        """
        return _pick("convention", name, {c.id: c for c in self.conventions})

    def cycle(self, year: int) -> Cycle:
        """The cycle with that TIME_PERIOD. Raises UsageError as `convention` does."""
        return _pick("cycle", year, {c.id: c for c in self.cycles})

    def edition(self, name: str | None = None) -> Edition:
        """The edition of that name, or the default one. Raises UsageError as `convention` does."""
        if name is None:
            return next(e for e in self.editions if e.default)
        return _pick("edition", name, {e.id: e for e in self.editions})

    def only(self, names: Sequence[str]) -> "Rules":
        """The same without the conventions that are not named; all of them where none is.

        Raises UsageError as `convention` does.
        """
        chosen = {self.convention(name).id for name in names} or {c.id for c in self.conventions}
        return replace(self, conventions=tuple(c for c in self.conventions if c.id in chosen))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all conventions in reading order."""
        return tuple(c.id for c in self.conventions)

    @property
    def of_indicator(self) -> tuple[Convention, ...]:
        """The conventions that belong to the indicator."""
        return tuple(c for c in self.conventions if c.series is not None)

    @property
    def beside_indicator(self) -> tuple[Convention, ...]:
        """The conventions of a person's own that do not belong to it."""
        return tuple(c for c in self.conventions if c.series is None)

    @property
    def point_scale(self) -> int:
        """Digits behind the decimal point that hold every point value exactly."""
        exponents = [
            o.points.normalize().as_tuple().exponent
            for c in self.conventions
            for o in c.obligations
        ]
        return max(1, *(-e for e in exponents if isinstance(e, int)))


def _pick(kind: str, key: _K, known: dict[_K, _V]) -> _V:
    try:
        return known[key]
    except KeyError:
        names = ", ".join(str(k) for k in known)
        raise UsageError(f"There is no {kind} {key!r}. Known: {names}.") from None
