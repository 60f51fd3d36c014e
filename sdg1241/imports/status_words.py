"""How tables of Party status are worded (status_tables.toml): headings, marks, titles."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ..rules import Rules
from ..tables import plain_name
from .phrases import pattern, plain, stands_in, words

NOTE_NUMBER = r"(?:\s*[,;]?\s*(?:[(\[][0-9]{1,2}[)\]]|[0-9]{1,2}|[¹²³⁰-⁹*†‡]+))+\s*$"


@dataclass(frozen=True)
class StatusWords:
    """What status_tables.toml holds.

    Attributes:
        headings: phrases by the column that they stand for, in the order in which they are tried.
        marks: what a mark beside a date stands for, by the mark as it is written.
        reading: further words: succession, definitive_signature, no_column, blank,
            other_instruments.
    """

    headings: Mapping[str, Sequence[str]]
    marks: Mapping[str, str]
    reading: Mapping[str, object]

    def texts(self, key: str) -> list[str]:
        """The list of words under a key of `reading`."""
        listed = self.reading[key]
        assert isinstance(listed, list)
        return listed

    @property
    def known(self) -> set[str]:
        """Headings by which a header is found among the first rows of a file."""
        return {plain_name(phrase) for phrases in self.headings.values() for phrase in phrases}

    def column_of(self, heading: str) -> tuple[str, int] | None:
        """The column that a heading stands for, and the rank of the phrase that says so."""
        text = plain(heading)
        for phrase in self.texts("no_column"):
            text = pattern(phrase).sub(" ", text)
        for column, phrases in self.headings.items():
            for rank, phrase in enumerate(phrases):
                if pattern(phrase).search(text):
                    return column, rank
        return None

    def columns(self, header: Iterable[str]) -> dict[str, list[int]]:
        """The places of each column in a header, the best phrase first; deposits may have several
        (a column for ratification, one for accession)."""
        found: dict[str, list[tuple[int, int]]] = {}
        for at, heading in enumerate(header):
            if named := self.column_of(heading):
                column, rank = named
                found.setdefault(column, []).append((rank, at))
        return {
            column: [at for _, at in (places if column == "deposited" else sorted(places))]
            for column, places in found.items()
        }

    def other_instrument(self, title: str) -> bool:
        """Whether a title names an instrument beside the conventions, such as an amendment."""
        return stands_in(self.texts("other_instruments"), plain(title))


@cache
def status_words() -> StatusWords:
    """The words that come with the program."""
    raw = tomllib.loads((files(__package__) / "status_tables.toml").read_text("utf-8"))
    return StatusWords(raw["headings"], raw["marks"], raw["reading"])


def without_notes(name: str) -> str:
    """A name without the numbers and marks of footnotes behind it; a code of digits stays."""
    return re.sub(NOTE_NUMBER, "", name) if re.search(r"[^\W\d_]", name) else name


def convention_names(rules: Rules) -> dict[str, str]:
    """What a column or a title may call each convention, in plain words, to its key."""
    return {
        words(name): convention.id
        for convention in rules.conventions
        for name in (convention.id, convention.short_name, convention.name)
    }


def named_conventions(rules: Rules, text: str) -> set[str]:
    """The conventions that a title names."""
    found = plain(text.replace("_", " "))
    return {key for name, key in convention_names(rules).items() if pattern(name).search(found)}
