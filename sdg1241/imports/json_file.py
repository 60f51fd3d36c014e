"""What a JSON value is, and text that every file can hold."""

import re
from pathlib import Path

from ..tables import Number, read_json
from ..tables.guard import opened

__all__ = ["Number", "clean", "is_json", "kind_of", "read_json"]


def is_json(path: Path) -> bool:
    """Whether a file begins as JSON does. Raises InputError where it cannot be opened."""
    with opened(path) as file:
        head = file.read(4096)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


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
