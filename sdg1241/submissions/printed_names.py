"""Conventions and obligations by the names that the rules print: Basel Convention, Annual national
report."""

from collections.abc import Iterable
from functools import lru_cache

from ..rules import Rules
from .cell import Reader, Reading
from .name_key import keys_of
from .values import read_code


@lru_cache(maxsize=8)
def convention_reader(rules: Rules) -> Reader:
    """A reader of conventions: the key, the short or the full name.

    What is none of them is read as a key that is written in some way (`read_code`), so that the
    schema refuses it.
    """
    return _reader(
        (name, convention.id)
        for convention in rules.conventions
        for name in (convention.id, convention.short_name, convention.name)
    )


@lru_cache(maxsize=8)
def obligation_reader(rules: Rules) -> Reader:
    """A reader of obligations and roles: the code, or the label of the rules.

    A label that two codes share stands for neither. What is none of them is read as a code that is
    written in some way.
    """
    duties = [duty for convention in rules.conventions for duty in convention.obligations]
    return _reader(
        [(name, duty.id) for duty in duties for name in (duty.id, duty.label)]
        + [(role, role) for duty in duties for role in duty.requires]
    )


def _reader(names: Iterable[tuple[str, str]]) -> Reader:
    """A reader of codes by name, from the pairs of name and code."""
    known: dict[str, set[str]] = {}
    for name, code in names:
        for key in keys_of(name.replace("_", " ")):
            known.setdefault(key, set()).add(code)

    def read(text: str) -> Reading:
        for key in keys_of(text.replace("_", " ")):
            codes = known.get(key, set())
            if len(codes) == 1:
                return Reading(min(codes))
        return read_code(text)

    return read
