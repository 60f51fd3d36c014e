"""Find phrases, years and lists in the title of a document, in whatever way it is written."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from ..characters import unaccented

YEAR = re.compile(r"(?<![^\W_])(?:19|20)[0-9]{2}(?![^\W_])")
TOKEN = re.compile(r"[^\W\d_]+|[0-9]+")
JOINED = re.compile("[\u0600-\u06ff\u3400-\u9fff]")  # Arabic letters, Chinese characters
LIST_WORDS = {
    "",
    ",",
    ";",
    "&",
    "+",
    "and",
    "et",
    "y",
    "e",
    ", and",
    ", et",
    "amendments",
    "and the",
    "et la",
    "y la",
}
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
LONGEST = 1000


def plain(text: str) -> str:
    """The text without case and accents, in one line."""
    return " ".join(unaccented(text[:LONGEST].casefold().translate(LIGATURES)).split())


def words(text: str) -> str:
    """The words and numbers of a text, one space between them."""
    return " ".join(re.findall(r"[^\W_]+", plain(text)))


@cache
def pattern(phrase: str) -> re.Pattern[str]:
    """A phrase as whole words; between words stand spaces or punctuation, between word and number
    perhaps nothing. Chinese is written without spaces, and Arabic joins small words to others:
    where a phrase begins or ends in them, a word may go on."""
    tokens = TOKEN.findall(plain(phrase))
    found = re.escape(tokens[0])
    for before, token in pairwise(tokens):
        found += (r"[\W_]+" if before.isdigit() == token.isdigit() else r"[\W_]*") + re.escape(
            token
        )
    begins = "" if JOINED.match(tokens[0][0]) else r"(?<![^\W_])"
    ends = "" if JOINED.match(tokens[-1][-1]) else r"(?![^\W_])"
    return re.compile(begins + found + ends)


def has_words(phrase: str) -> bool:
    """Whether a phrase holds anything that could be found."""
    return TOKEN.search(plain(phrase)) is not None


def stands_in(phrases: Iterable[str], text: str) -> bool:
    """Whether one of the phrases stands in a text that is `plain`."""
    return any(pattern(phrase).search(text) for phrase in phrases)


def spans(phrases: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Where the phrases stand in a text that is `plain`."""
    return [match.span() for phrase in phrases for match in pattern(phrase).finditer(text)]


def years(text: str) -> set[str]:
    """The years of four digits in a text that is `plain`."""
    return set(YEAR.findall(text))


def is_plain_list(text: str, found: list[tuple[int, int]]) -> bool:
    """Whether nothing but list words stands between the places found, and no number stands outside
    them.

    It tells "COP-4, COP-5 and COP-6" from "COP-4 to COP-7" and from "COP-4, 5 and 6", which name
    amendments that no phrase finds.
    """
    ordered = sorted(set(found))
    between = (text[end:start].strip() for (_, end), (start, _) in pairwise(ordered))
    if len(ordered) > 1 and any(gap not in LIST_WORDS for gap in between):
        return False
    rest = "".join(
        c for at, c in enumerate(text) if not any(start <= at < end for start, end in ordered)
    )
    return re.search(r"[0-9]", YEAR.sub("", rest)) is None
