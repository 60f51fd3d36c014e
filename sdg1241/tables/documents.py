"""Read JSON and TOML that somebody else wrote: whatever is wrong is one clear line."""

import json
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..errors import InputError
from .guard import NotReadableError, content
from .text import decoded

DEEPEST = 50
MOST_TOML = 1 << 20


class Number(str):
    """A number as the file writes it."""

    __slots__ = ()


def read_json(path: Path, data: bytes | None = None) -> Any:
    """The content of a JSON file; each number is a `Number`, so that no digit is lost.

    Raises:
        InputError: the file is not text in UTF-8 or UTF-16, or not JSON, or nested too deeply.
    """
    hint = "Save the answer of the service again, as JSON in UTF-8."
    try:
        text, encoding = decoded(content(path) if data is None else data)
    except NotReadableError as fault:
        raise InputError(path, str(fault), hint) from None
    if encoding not in (None, "UTF-16"):
        raise InputError(path, "is not text in UTF-8", hint)
    if not text.strip():
        raise InputError(path, "is empty", hint)
    if text.lstrip().startswith("<"):
        ask = "Ask the service for JSON, with $format=json."
        raise InputError(path, "holds XML or HTML, not JSON", ask)
    try:
        read = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number)
        if _deeper_than(read, DEEPEST):
            raise RecursionError
        return read
    except RecursionError:
        raise InputError(path, "is nested too deeply", hint) from None
    except json.JSONDecodeError as fault:
        where = f"in line {fault.lineno}, column {fault.colno}"
        raise InputError(path, f"is not JSON: {fault.msg} {where}", hint) from None


def _deeper_than(read: object, levels: int) -> bool:
    layer = [read]
    for _ in range(levels):
        inner = (
            c.values() if isinstance(c, dict) else c for c in layer if isinstance(c, dict | list)
        )
        layer = [value for values in inner for value in values]
        if not layer:
            return False
    return True


def read_toml(path: Path, parse_float: Callable[[str], Any] = Decimal) -> dict[str, Any]:
    """The content of a TOML file; numbers with a point are exact.

    Raises:
        InputError: the file cannot be opened or is larger than any of its kind.
        ValueError: it is not TOML; the text says where.
    """
    data = content(path, MOST_TOML)
    try:
        return tomllib.loads(data.decode("utf-8-sig"), parse_float=parse_float)
    except RecursionError:
        raise ValueError("nested too deeply") from None
