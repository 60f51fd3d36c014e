"""Read a JSON file that somebody else wrote: numbers stay as written, and whatever is wrong is one
clear line."""

import json
import re
from pathlib import Path
from typing import Any, NoReturn

from ..errors import InputError
from ..submissions.cells import NotReadableError
from ..submissions.csv_file import decode

DEEPEST = 50


class Number(str):
    """A number as the file writes it."""

    __slots__ = ()


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: it cannot be opened.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(path, "does not exist", "Check the path.") from None
    except OSError as fault:
        raise InputError(
            path, f"cannot be read: {fault.strerror}", "Give a file that can be opened."
        ) from None


def read_json(path: Path, data: bytes | None = None) -> Any:
    """The content of a JSON file; each number is a `Number`, so that no digit is lost.

    Raises:
        InputError: the file is not text in UTF-8 or UTF-16, or not JSON, or nested too deeply.
    """
    data = read_bytes(path) if data is None else data
    hint = "Save the answer of the service again, as JSON in UTF-8."
    try:
        text, encoding = decode(data)
    except NotReadableError as fault:
        raise InputError(path, str(fault), hint) from None
    if encoding not in (None, "UTF-16"):
        raise InputError(path, "is not text in UTF-8", hint)
    if not text.strip():
        raise InputError(path, "is empty", hint)
    if text.lstrip().startswith("<"):
        raise InputError(
            path, "holds XML or HTML, not JSON", "Ask the service for JSON, with $format=json."
        )
    try:
        content = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number)
        if _deeper_than(content, DEEPEST):
            raise RecursionError
        return content
    except RecursionError:
        _refuse(path, "is nested too deeply", hint)
    except json.JSONDecodeError as fault:
        _refuse(
            path, f"is not JSON: {fault.msg} in line {fault.lineno}, column {fault.colno}", hint
        )


def _deeper_than(content: object, levels: int) -> bool:
    layer = [content]
    for _ in range(levels):
        layer = [
            v
            for c in layer
            for v in (c.values() if isinstance(c, dict) else c if isinstance(c, list) else ())
        ]
        if not layer:
            return False
    return True


def _refuse(path: Path, problem: str, hint: str) -> NoReturn:
    raise InputError(path, problem, hint) from None


def kind_of(value: object) -> str:
    """What a JSON value is, for a message that does not show it."""
    if isinstance(value, Number):
        return "a number"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "a text"
    return (
        "an object"
        if isinstance(value, dict)
        else "a list"
        if isinstance(value, list)
        else "nothing"
    )


def clean(text: str) -> str:
    """A text that every file can hold: in one line, without control characters or halves of
    characters."""
    text = text.encode("utf-8", "replace").decode()
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())
