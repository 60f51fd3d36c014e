"""The workbook's language: names of countries and headings in the six languages of the United
Nations.

Country names come from the reference, headings from headings.toml. Names of M49 regions, sheet
names, notes and the columns that schemas/ describes stay English: they are what a reader quotes and
what a program looks for.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

from ...errors import UsageError
from ...rules import Rules

NAME = "name_"
RIGHT_TO_LEFT = "ar"


@dataclass(frozen=True)
class Language:
    """One language: `names` has one row per Party that may appear: party, name."""

    code: str
    names: pl.DataFrame

    @property
    def right_to_left(self) -> bool:
        """Whether sheets run from right to left."""
        return self.code == RIGHT_TO_LEFT

    def heading(self, key: str, default: str = "") -> str:
        """The heading of that key, or the default where there is none."""
        return headings().get(key, {}).get(self.code, default)


def language(code: str, rules: Rules) -> Language:
    """The language of that code.

    Raises:
        UsageError: the reference has no country names in it.
    """
    known = [c.removeprefix(NAME) for c in rules.reference.areas.columns if c.startswith(NAME)]
    if code not in known:
        raise UsageError(f"There are no names in language {code!r}. Known: {', '.join(known)}.")
    return Language(code, rules.reference.names(code))


@cache
def headings() -> dict[str, dict[str, str]]:
    """Headings by key and language."""
    return tomllib.loads((files(__package__) / "headings.toml").read_text("utf-8"))
