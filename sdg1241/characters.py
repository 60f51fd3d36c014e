"""Characters that nobody sees, or that look like others, folded in one way everywhere.

Headers, codes, items, names and dates are all compared after `folded`, so that what is read in one
cell is read in every other. The text itself is never changed: findings show it as it was written.
"""

import re
import unicodedata


def _between(*spans: tuple[int, int]) -> str:
    return "".join(chr(code) for first, last in spans for code in range(first, last + 1))


# Spaces of every width, line breaks, and fillers that print as nothing.
BLANK = "\x85\xa0\u1160\u115f\u1680\u202f\u205f\u2800\u3000\u3164\uffa0" + _between(
    (0x09, 0x0D), (0x1C, 0x20), (0x2000, 0x200A), (0x2028, 0x2029)
)
# Zero-width characters, marks of direction, soft hyphens, variants of the character before. What
# turns the order of characters round (an override) is none of them: it shows another text than
# stands there. Nor are control characters such as null, which are damage.
UNSEEN = "\xad\u034f\u061c\u180e\ufeff" + _between(
    *((0x180B, 0x180D), (0x200B, 0x200F), (0x202A, 0x202C), (0x2060, 0x206F), (0xFE00, 0xFE0F)),
    *((0xFFF9, 0xFFFB), (0xE0000, 0xE007F), (0xE0100, 0xE01EF)),
)
SPACES = BLANK + UNSEEN  # what may stand around a text without a meaning
ALIKE = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63", "-"),
    **dict.fromkeys("\u2044\u2215", "/"),
    **dict.fromkeys("\u3002\uff61", "."),
    **dict.fromkeys("\u060c\u3001", ","),
}
# Excel stores a control character in a text as its number: _x000D_ is a carriage return.
ESCAPED_CONTROL = re.compile(r"_x00[01][0-9A-Fa-f]_")
# A cell that holds nothing else is blank; the pattern is for polars too.
BLANK_CELL = rf"^(?:[{SPACES}]|{ESCAPED_CONTROL.pattern})*$"


class _Folds(dict[int, str]):
    """What each character is folded to, found out when it is met first."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isdecimal():
            folded = str(unicodedata.decimal(character))  # Arabic-Indic, full-width and others
        elif 0xFF01 <= code <= 0xFF5E:
            folded = chr(code - 0xFEE0)  # a full-width form of the visible ASCII characters
        else:
            folded = character
        self[code] = folded
        return folded


_FOLDS = _Folds(
    {ord(c): t for c, t in ALIKE.items()}
    | dict.fromkeys(map(ord, BLANK), " ")
    | dict.fromkeys(map(ord, UNSEEN), "")
)


def folded(text: str) -> str:
    """The text as it is compared: what nobody sees is gone, look-alikes are one.

    Spaces of any kind and line breaks become single spaces, none at either end; zero-width
    characters, marks of direction and soft hyphens go; decimal digits of any script and full-width
    letters become ASCII, dashes become hyphens; accents are composed. Letter case stays.
    """
    text = text.translate(_FOLDS)
    if "_x00" in text:
        text = ESCAPED_CONTROL.sub(" ", text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def unaccented(text: str) -> str:
    """The text without letter case and accents, as words are compared."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))


def trimmed(text: str) -> str:
    """The text without the spaces around it, non-breaking and zero-width ones included."""
    return text.strip(SPACES)
