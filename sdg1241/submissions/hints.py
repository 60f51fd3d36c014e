"""Hints at what a mistyped text may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import takewhile

from ..characters import folded

LONGEST_NAME = 80
# A search for near names takes long; a wholly wrong column does not need one for each cell.
MOST_HINTS = 200
SHOWN = 3


def nearest(text: str, known: Iterable[str]) -> str:
    """A hint that names the nearest valid values, or nothing where none is near."""
    if len(text) > LONGEST_NAME:
        return ""
    written, exact = folded(text).lower(), {k.lower(): k for k in known}
    near = get_close_matches(written, exact, n=12, cutoff=0.6)
    # of a mistyped code the start is right
    near = sorted(near, key=lambda name: -shared_start(name, written))
    return hint(exact[name] for name in near)


def hint(names: Iterable[str]) -> str:
    """The sentence that names the first of them; blank where there are none."""
    shown = list(names)[:SHOWN]
    return f" Nearest: {', '.join(shown)}." if shown else ""


def shared_start(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
