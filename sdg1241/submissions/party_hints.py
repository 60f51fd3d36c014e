"""Which Parties a text that is not read may have meant: a hint names the right one, or none."""

from difflib import SequenceMatcher
from functools import lru_cache

import polars as pl

from ..reference import Reference
from .hints import LONGEST_NAME, hint, shared_start
from .name_key import in_full, keys_of, words_of
from .party_names import REPUBLIC, party_codes, written_names

ALIKE = 0.8  # below it, near names are mostly those of other countries
MOST_LIKELY = 8

Words = tuple[str, tuple[str, ...]]  # a Party, and one of its names in words


@lru_cache(maxsize=8)
def _nobody(reference: Reference) -> frozenset[str]:
    names = reference.other_names.filter(pl.col("party").is_null())["name"]
    return frozenset(key for name in names for key in keys_of(name))


def of_nobody(text: str, reference: Reference) -> bool:
    """Whether a name is listed as that of no Party: what is like it is another country."""
    return not _nobody(reference).isdisjoint(keys_of(text))


@lru_cache(maxsize=8)
def _in_words(reference: Reference) -> frozenset[Words]:
    """Each Party with each name and code of it in words."""
    names = {(party, tuple(in_full(words_of(name)))) for party, name in written_names(reference)}
    codes = party_codes(reference).items()
    return frozenset(names | {(party, (code,)) for code, parties in codes for party in parties})


def nearest_parties(text: str, reference: Reference) -> str:
    """A hint with name and code of the Parties that may be meant, the likeliest first; blank where
    none is likely: a hint that names another country is worse than none."""
    words = in_full(words_of(text))
    if not 3 <= len("".join(words)) <= LONGEST_NAME or of_nobody(text, reference):
        return ""
    called = [word for word in words if word != REPUBLIC] or words
    ranks: dict[str, float] = {}
    for party, name in _in_words(reference):
        likeness = max(_likeness(words, name), _likeness(called, name))
        if likeness > ranks.get(party, 0):
            ranks[party] = likeness
    if len(ranks) > MOST_LIKELY:
        return ""  # Republic, Islands: what so many are called says nothing
    ordered = sorted(ranks, key=lambda party: (-ranks[party], party))
    english: dict[str, str] = dict(reference.names().iter_rows())
    return hint(f"{english[party]} ({party})" for party in ordered)


def _likeness(words: list[str], name: tuple[str, ...]) -> float:
    """How likely a text means a name, both in words: from 0 (not) to 1."""
    key, whole = "".join(words), "".join(name)
    if len(key) == len(whole) == 3:
        return _of_codes(key, whole)
    if len(whole) <= 3:
        return 0
    share = min(len(key), len(whole)) / max(len(key), len(whole))
    if whole.startswith(key) or (len(key) > 3 and set(words) <= set(name)):
        return 0.9 + share / 10  # Korea, of Republic of Korea
    if len(key) <= 3:
        return 0
    if len(words) == 1 or len(name) == 1:
        return _spelled(key, whole)
    # word by word: what Republic of China shares with Republic of Chile says nothing
    best = [max(1.0 if w == n else _spelled(w, n) for n in name) for w in words]
    return min(best) * (0.9 + share / 10)


def _spelled(word: str, other: str) -> float:
    """How alike two words are spelled; 0 where they begin differently, or are not near."""
    if word[0] != other[0]:
        return 0
    matcher = SequenceMatcher(None, word, other)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0
    likeness = matcher.ratio()
    return likeness if likeness >= ALIKE else 0


def _of_codes(key: str, code: str) -> float:
    """A mistyped code begins right, or has its last two letters in each other's place."""
    if not (key.isalpha() and code.isalpha()):
        return 0
    if shared_start(key, code) == 2:
        return ALIKE
    return ALIKE / 2 if key[0] == code[0] and sorted(key) == sorted(code) else 0
