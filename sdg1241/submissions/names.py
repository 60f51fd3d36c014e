"""Read the name of a Party: its codes, or a name in any usual form that no other one has."""

import re
from functools import cache, lru_cache
from itertools import count

from ..characters import folded
from ..reference import Reference
from .cell import Reader, Reading
from .hints import MOST_HINTS
from .name_key import keys_of
from .party_hints import nearest_parties
from .party_names import Known, party_codes, party_names

# Kenya (KEN), as hints are written, Kenya - KEN, and KEN - Kenya
WITH_CODE = re.compile(
    r"(?P<name>.{4,}?) ?[-:,(] ?(?P<code>[A-Z]{3})\)?|(?P<first>[A-Z]{3}) ?[-:,] ?(?P<rest>.{4,})"
)


@lru_cache(maxsize=8)
def party_reader(reference: Reference) -> Reader:
    """A reader of Parties: ISO3, ISO2, M49 with or without its zeros, or a name.

    Names are those of UNSD in the six UN languages, formal, short and usual ones; letter case,
    accents, articles, punctuation and the order of words make no other country. Codes of findings:
    `ambiguous-party`, where a text may stand for two; `unknown-party`, with the nearest.
    """
    codes = party_codes(reference)
    hints = count()

    @cache
    def read(text: str) -> Reading:
        code = folded(text).casefold()
        if not code:
            return Reading()
        if number := re.fullmatch(r"([0-9]{1,3})(?:\.0+)?", code):
            code = number[1].zfill(3)
        # the names are made ready when a text is met that is no code
        found = codes.get(code) or _named(text, party_names(reference))
        if not found and (both := WITH_CODE.fullmatch(folded(text))):
            found = _agreeing(
                read(both["name"] or both["rest"]), read(both["code"] or both["first"])
            )
        if len(found) == 1:
            return Reading(found[0])
        if found:
            return Reading(code="ambiguous-party", details={"readings": ", ".join(found)})
        near = nearest_parties(text, reference) if next(hints) < MOST_HINTS else ""
        return Reading(code="unknown-party", details={"nearest": near})

    return read


def _agreeing(name: Reading, code: Reading) -> tuple[str, ...]:
    """The Parties that a name and a code beside it stand for; none where one is not known."""
    if name.value is None or code.value is None:
        return ()
    return tuple(dict.fromkeys((name.value, code.value)))


def _named(text: str, known: Known) -> tuple[str, ...]:
    return next((known[key] for key in keys_of(text) if key in known), ())
