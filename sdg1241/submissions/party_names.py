"""The codes and names of Parties, ready to be looked up."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..reference import Reference
from .name_key import keys_of, sorted_words, words_of

LANGUAGES = ("en", "ar", "zh", "fr", "ru", "es")
CODES = ("iso3", "iso2", "m49")
REPUBLIC, PEOPLES = "republic", "peoples"

Known = dict[str, tuple[str, ...]]


@lru_cache(maxsize=8)
def party_codes(reference: Reference) -> Known:
    """The Parties that each code in lower case may stand for. A code is read as it stands: with
    punctuation it is another text (N/A is not NA)."""
    areas = reference.areas.select(*CODES).rows()
    others = reference.not_areas.select("party", "alias").rows()
    pairs = ((row[0], code.casefold()) for row in (*areas, *others) for code in row if code)
    return _by_key(pairs)


@lru_cache(maxsize=8)
def party_names(reference: Reference) -> Known:
    """The Parties that each key of a name may stand for."""
    names = list(written_names(reference))
    known = _by_key((party, key) for party, name in names for key in keys_of(name))
    further = _by_key((party, key) for party, key in _republics(names) if key not in known)
    return known | further


def _by_key(pairs: Iterable[tuple[str, str]]) -> Known:
    found: dict[str, dict[str, None]] = {}
    for party, key in pairs:
        found.setdefault(key, {})[party] = None
    return {key: tuple(parties) for key, parties in found.items()}


def written_names(reference: Reference) -> Iterator[tuple[str, str]]:
    """Each Party with each name of it."""
    languages = (f"name_{language}" for language in LANGUAGES)
    tables = (
        reference.areas.select("iso3", *languages),
        reference.not_areas.select("party", "name"),
        reference.other_names.select("party", "name").drop_nulls("party"),
    )
    for table in tables:
        for party, *names in table.iter_rows():
            for name in filter(None, names):
                yield party, name


def _republics(names: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Keys of `Republic of X` for each X that is a republic by any of its names.

    A people's republic is left out: the Republic of China is not the People's Republic of China.
    """
    words = [(party, words_of(name)) for party, name in names]
    republics = {party for party, name in words if REPUBLIC in name}
    republics -= {party for party, name in words if PEOPLES in name}
    for party, name in words:
        if party in republics and len("".join(name)) > 3:
            yield party, sorted_words([*name, REPUBLIC])
