"""The form in which names are compared: letter case, accents, articles and their like make no other
country, convention or obligation.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from ..characters import folded, unaccented

APOSTROPHES = re.compile("['\u2018\u2019\u201b\u02bb\u02bc\u02b9\u00b4\u0060\u2032\u0640]")
ELISION = re.compile(r"\b([dl])" + APOSTROPHES.pattern)
INITIALS = re.compile(r"(?:\b[a-z]\. ?){2,}")  # U.S.A., D.P.R. Korea
WORD = re.compile(r"[^\W_]+")
SMALL_WORDS = {
    *("the", "of", "and", "for", "la", "le", "les", "l", "el", "los", "las", "de", "du", "des"),
    *("del", "d", "et", "y", "e", "\u0438"),
}
# What abbreviations stand for in names of countries, once accents and dots are gone.
SHORT_FORMS = {
    "rep": "republic",
    "dem": "democratic",
    "fed": "federated",
    "sts": "states",
    "st": "saint",
    "is": "islands",
    "isl": "islands",
    "island": "islands",
    "n": "north",
    "s": "south",
    "dr": "democratic republic",
    "pr": "peoples republic",
    "dpr": "democratic peoples republic",
    "pdr": "peoples democratic republic",
    "conv": "convention",
}


@lru_cache(maxsize=10_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in plain form, without articles and the like (all, where no other is)."""
    plain = unaccented(folded(name).replace("&", " and "))
    plain = APOSTROPHES.sub("", ELISION.sub(r"\1 ", plain))
    plain = INITIALS.sub(lambda found: re.sub("[. ]", "", found[0]) + " ", plain)
    every = WORD.findall(plain)
    return tuple([word for word in every if word not in SMALL_WORDS] or every)


def keys_of(name: str) -> tuple[str, ...]:
    """The keys under which a name is found: its words joined, and in alphabetical order.

    `Viet Nam` and `Vietnam` have the first in common, `Korea, Rep. of` and `Republic of Korea` the
    second. Blank names have none.
    """
    words = words_of(name)
    if not words:
        return ()
    if len(words) == 1:
        return (words[0],)
    return "".join(words), sorted_words(words)


def sorted_words(words: Iterable[str]) -> str:
    """The second key: words in alphabetical order, abbreviations written out."""
    return " ".join(sorted(set(in_full(words))))


def in_full(words: Iterable[str]) -> list[str]:
    """Words with the abbreviations among them written out."""
    return [part for word in words for part in SHORT_FORMS.get(word, word).split()]
