"""Read TOML strictly: whatever is missing, mistyped or left over is refused, and every refusal
names file and key."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, NoReturn, Self

from ..errors import InputError, RuleFileError
from ..tables import read_toml

KINDS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    Decimal: "a number",
    date: "a date",
    list: "a list",
    dict: "a table",
}


class Entry:
    """One table of a TOML file. Each key is taken once, with its type; what is left at the end is
    refused.

    `words` names the texts that a key may hold, where they are few. Every refusal is a
    RuleFileError.
    """

    words: ClassVar[dict[str, tuple[str, ...]]] = {}

    def __init__(self, path: Path, where: str, keys: Any) -> None:
        self.path, self.where = path, where
        if not isinstance(keys, dict):
            self.refuse("", f"expected a table, got {keys!r}", "Write it as key = value lines.")
        self.keys = dict(keys)

    @classmethod
    def open(cls, path: Path) -> Self:
        """The top of a file, numbers exact."""
        try:
            return cls(path, "", read_toml(path))
        except InputError as fault:
            if not path.exists():
                hint = "Put it beside the other rule files."
                raise RuleFileError(path, "file", "missing", hint) from None
            raise RuleFileError(path, "file", fault.problem, fault.hint) from None
        except ValueError as fault:
            raise RuleFileError(
                path, "file", f"is not TOML: {fault}", "Mend the line it names."
            ) from None

    def refuse(self, key: str, problem: str, hint: str) -> NoReturn:
        """Raise RuleFileError with this entry's place in the file."""
        place = ".".join(part for part in (self.where, key) if part) or "file"
        raise RuleFileError(self.path, place, problem, hint)

    def take(self, key: str, kind: type, default: Any = ...) -> Any:
        """The value of `key`, which must be of type `kind`, not blank, and there unless it has a
        default."""
        if key not in self.keys:
            if default is ...:
                self.refuse(key, "missing", f"Add {key} = ... to this entry.")
            return default
        value = self.keys.pop(key)
        if kind is Decimal and type(value) is int:
            value = Decimal(value)
        fits = type(value) is kind  # True is an int elsewhere, not here
        if not fits:
            advice = (
                "Write the unit in 'unit'."
                if key == "points"
                else f"Write {KINDS[kind]} as TOML has it."
            )
            self.refuse(key, f"expected {KINDS[kind]}, got {value!r}", advice)
        if kind is Decimal and not value.is_finite():
            self.refuse(key, f"expected a finite number, got {value}", "Write its digits.")
        if key in self.words and kind is str and value not in self.words[key]:
            self.refuse(
                key, f"{value!r} is not known", f"Use one of: {', '.join(self.words[key])}."
            )
        if kind is str and not value.strip():
            self.refuse(key, "is empty", "Write the text, or leave an optional key out.")
        return value

    def take_texts(self, key: str, default: Any = ...) -> tuple[str, ...]:
        """A list of distinct texts."""
        values = self.take(key, list, default)
        if any(type(v) is not str for v in values):
            self.refuse(key, f"expected texts, got {values!r}", 'Write ["2015", "2016"].')
        if len(set(values)) != len(values):
            self.refuse(key, "names something twice", "Name each once.")
        return tuple(values)

    def entries(self, key: str) -> list[Self]:
        """The tables of `[[key]]`, none where there is no such key; they are counted from 1."""
        listed = self.take(key, list, [])
        dotted = f"{self.where}.{key}" if self.where else key
        return [type(self)(self.path, f"{dotted}[{n}]", e) for n, e in enumerate(listed, 1)]

    def done(self) -> None:
        """Refuse what no one asked for."""
        for key in self.keys:
            self.refuse(key, "unknown key", "Remove it, or check its spelling.")
