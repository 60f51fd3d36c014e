"""Text as a cell of a workbook can hold it, and what looks like a formula."""

import re

LONGEST_TEXT = 32_767
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "#")
FORMULA_START = r"^[=+\-@\t\n#]"  # the same, for a column
ILLEGAL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
ODD = r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x"  # what `cell_text` may have to change
ESCAPE_LIKE = r"_(x[0-9A-Fa-f]{4}_)"


def cell_text(value: str) -> str:
    """The text as a cell can hold it: no characters that XML refuses, at most what Excel takes.

    A line break is one line feed. Excel counts UTF-16 units, and reads `_x0041_` as A unless its
    underscore is written as an escape.
    """
    value = re.sub(ILLEGAL, "", value.replace("\r\n", "\n").replace("\r", "\n"))
    if len(value) * 2 > LONGEST_TEXT:
        value = value.encode("utf-16-le")[: LONGEST_TEXT * 2].decode("utf-16-le", "ignore")
    return re.sub(ESCAPE_LIKE, r"_x005F_\1", value)
