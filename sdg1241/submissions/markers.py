"""Texts that mark a missing value: what R, pandas, databases and people write for a blank."""

import re
from collections.abc import Mapping
from functools import cache

from ..characters import folded
from .schemas import INPUT_TABLES, table_schema

ALL_BUT_FEW = 0.9  # a slip or two do not make a register one of mixed codes


@cache
def markers() -> frozenset[str]:
    """The texts that the schemas of the input tables take for a missing value, in lower case; the
    blank cell is none of them."""
    listed = {text for table in INPUT_TABLES for text in table_schema(table).missing_values}
    return frozenset(folded(text).lower() for text in listed) - {""}


@cache
def longest_marker() -> int:
    """The bytes of the longest of them."""
    return max(len(text.encode()) for text in markers())


def is_marker(text: str) -> bool:
    """Whether a text marks a missing value, such as `NA`, `N/A`, `NULL`, `\\N` or `-`."""
    return folded(text).lower() in markers()


def is_plainly_a_party(marker: str, texts: Mapping[str, int], *, blank_elsewhere: bool) -> bool:
    """Whether a marker in the column of Parties is plainly the code of one: NA is Namibia too.

    It is where the file marks no blank with it in another column, and the other Parties are written
    in codes of the same form, two letters; among codes of three letters, or names, it is the odd
    one out. Where it stands alone nothing can be told.

    Args:
        marker: as it is written in the column, such as `NA`.
        texts: the distinct texts of the column, with the number of rows that hold each.
        blank_elsewhere: whether the file has the same text for a blank in another column.
    """
    others = {text: n for text, n in texts.items() if folded(text) and not is_marker(text)}
    rows = sum(others.values())
    code = folded(marker)
    if blank_elsewhere or not rows or not code.isalpha():
        return False
    form = re.compile(f"[A-Za-z]{{{len(code)}}}")
    alike = sum(n for text, n in others.items() if form.fullmatch(folded(text)))
    return alike >= ALL_BUT_FEW * rows
