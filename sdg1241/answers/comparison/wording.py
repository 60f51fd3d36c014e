"""What a sentence calls conventions, obligations and items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ...rules import Rules
from ...rules.items import listed_items

SHORT = 40  # characters of a name that still fits into a sentence

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Wording:
    """Names.

    Attributes:
        conventions: short names by key.
        items: names by convention, obligation and key, of the items that have one.
        due: due dates by convention, obligation and key, of the items that have one of their own.
        starts, ends: what fell due after the first day and up to the second fell due between the
            two runs.
    """

    conventions: Mapping[str, str]
    items: Mapping[Key, str]
    due: Mapping[Key, date]
    starts: date
    ends: date

    def fell_due(self, key: Key) -> bool:
        """Whether an item fell due between the two runs."""
        day = self.due.get(key)
        return day is not None and self.starts < day <= self.ends

    def named(self, convention: str, obligation: str, items: Sequence[str]) -> str:
        """Items of one obligation by name: `annual reports 2018 and 2019`."""
        names = [self._short(convention, obligation, item) for item in items]
        listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        noun = obligation.replace("_", " ")
        if all(noun in name.casefold() for name in names):
            return listed
        return f"{noun if len(names) == 1 else plural(noun)} {listed}".rstrip()

    def _short(self, convention: str, obligation: str, item: str) -> str:
        name = self.items.get((convention, obligation, item), item)
        return name if len(name) <= SHORT else item


def counted(obligation: str, number: int) -> str:
    """Items of one obligation by number: `7 import responses`."""
    noun = obligation.replace("_", " ")
    return f"{number} {noun if number == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """A noun of the rules in the plural; some are one already."""
    return noun if noun.endswith("s") else f"{noun}s"


def wording(rules: Rules, starts: date, ends: date) -> Wording:
    """The names that the rules give, and what fell due after one day and up to another."""
    conventions = {c.id: c.short_name for c in rules.conventions}
    return Wording(conventions, *_items(rules), starts, ends)


@lru_cache(maxsize=8)
def _items(rules: Rules) -> tuple[dict[Key, str], dict[Key, date]]:
    """The names and the due dates of all items that have one of their own."""
    names: dict[Key, str] = {}
    due: dict[Key, date] = {}
    for convention in rules.conventions:
        for duty in (d for d in convention.obligations if d.items is not None):
            listed = listed_items(rules, convention, duty)
            for item, name, day in listed.select("item", "item_name", "due_on").iter_rows():
                if name is not None:
                    names[convention.id, duty.id, item] = name
                if day is not None:
                    due[convention.id, duty.id, item] = day
    return names, due
