"""What templates and reminders say, in the language of the officer who fills them in."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ..errors import UsageError
from ..rules import Convention
from .workbook.language import RIGHT_TO_LEFT, headings


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    language: str

    @property
    def right_to_left(self) -> bool:
        """Whether sheets run from right to left."""
        return self.language == RIGHT_TO_LEFT

    def say(self, group: str, key: str, **values: object) -> str:
        """A sentence or heading of words.toml, its braces filled in."""
        text: str = _words()[group][key][self.language]
        return text.format(**values)

    def convention(self, convention: Convention) -> str:
        """The short name of a convention."""
        return headings().get(convention.id, {}).get(self.language, convention.short_name)

    def label(self, convention: str, obligation: str, default: str) -> str:
        """What is owed; a rule without an entry keeps the words of its file."""
        return self._of("label", f"{convention}.{obligation}", default)

    def role(self, role: str) -> str:
        """A contact; one without an entry is named by its code."""
        return self._of("role", role, role.replace("_", " ").capitalize())

    def _of(self, group: str, key: str, default: str) -> str:
        return str(_words()[group].get(key, {}).get(self.language, default))


def words(language: str) -> Words:
    """The words of a language.

    Raises:
        UsageError: there are none in that language.
    """
    known = list(_words()["template"]["title"])
    if language not in known:
        raise UsageError(f"There are no words in language {language!r}. Known: {', '.join(known)}.")
    return Words(language)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))
