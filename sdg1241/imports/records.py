"""One record of a feed, field by field, so that only what is asked for by name can reach an
output."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .feed import collection, is_deferred
from .json_file import Number, clean, kind_of
from .mapping import CONTACTS, PLANS, REPORTS
from .titles import Title

USED = {
    REPORTS: ("treaty", "country", "submission", "url", "titles"),
    PLANS: ("treaty", "country", "type", "submission", "url", "titles"),
    CONTACTS: ("treaties", "country", "type", "updated"),
}
NAMES = {REPORTS: "CountryReports", PLANS: "NationalPlans", CONTACTS: "Contacts"}
ADVICE = {
    "titles": "Save the feed with its titles: $expand=titles.",
    "treaties": "Save the feed with its treaties: $expand=treaties.",
    "id": "Without an id a record cannot be told from one that is given twice.",
    "submission": "Enter the submission by hand, with the day on which it was received.",
}
LONGEST_SHOWN = 120


class NotMappedError(Exception):
    """A record cannot be mapped; holds the code of the finding, the field, and what the templates
    need."""

    def __init__(self, code: str, column: str, value: str | None = None, **details: str) -> None:
        super().__init__(code)
        self.code, self.column, self.value, self.details = code, column, value, details


def without_people(text: str) -> str:
    """The text without what looks like an e-mail address or an international telephone number."""
    return re.sub(r"[^\s'=&/]*(?:@|%40)[^\s'&/]*|\+[0-9][0-9 ()./-]{5,}", "…", text)


@dataclass(frozen=True)
class Record:
    """A record, where it stands, and the feed it is of."""

    file: str
    row: int
    feed: str
    fields: dict[str, Any]

    def text(self, name: str) -> str:
        """The text of a field. Raises NotMappedError where it is blank or no text."""
        text = self.text_or_none(name)
        if text is None:
            advice = ADVICE.get(
                name, "Look at the record in the feed; enter it by hand if it is certain."
            )
            raise NotMappedError("informea-missing-field", name, advice=advice)
        return text

    def text_or_none(self, name: str) -> str | None:
        """The text of a field, or None where it is blank; an id may be a number."""
        value = self.fields.get(name)
        if isinstance(value, Number) and name != "id":
            raise NotMappedError("informea-wrong-type", name, "a number", expected="a text")
        if value is None or isinstance(value, str):
            return clean(value or "") or None
        raise NotMappedError("informea-wrong-type", name, kind_of(value), expected="a text")

    @cached_property
    def facts(self) -> str:
        """All that an import takes from the record, so that two records can be compared."""
        return json.dumps({name: self.fields.get(name) for name in USED[self.feed]}, sort_keys=True)

    def treaties(self) -> list[object]:
        """What the record says of its treaties: at least one thing, None where it names none."""
        if self.feed != CONTACTS:
            return [self.fields.get("treaty")]
        listed = collection(self.fields.get("treaties"))
        return [t.get("treaty") if isinstance(t, dict) else t for t in listed or []] or [None]

    def titles(self) -> list[Title]:
        """The titles that hold text. Raises NotMappedError where there is none."""
        value = self.fields.get("titles")
        listed = collection(value)
        if listed is None and value is not None and not is_deferred(value):
            raise NotMappedError("informea-wrong-type", "titles", kind_of(value), expected="a list")
        titles = []
        for entry in listed or []:
            title = entry.get("title") if isinstance(entry, dict) else entry
            language = entry.get("language") if isinstance(entry, dict) else None
            if not (isinstance(entry, dict) and (title is None or type(title) is str)):
                raise NotMappedError(
                    "informea-wrong-type", "titles", kind_of(title), expected="a text"
                )
            known = isinstance(language, str) and re.match(
                "[A-Za-z]{2}(?![A-Za-z])", language.strip()
            )
            if title and clean(title):
                titles.append(Title(known[0].lower() if known else None, clean(title)))
        if not titles:
            raise NotMappedError("informea-missing-field", "titles", advice=ADVICE["titles"])
        return titles

    def reference(self) -> str:
        """The address of the record, else its id, else its place: never anything that may name a
        person."""
        url, own = self.fields.get("url"), self.fields.get("id")
        address = clean(url) if self.feed != CONTACTS and isinstance(url, str) else ""
        if re.fullmatch(r"https?://[^\s@]{3,500}", address) and "%40" not in address:
            return address
        own = clean(own) if isinstance(own, str) else ""
        neutral = (
            r"(?=.*[0-9])[A-Za-z]{0,3}[-_]?[0-9A-Fa-f-]{1,64}"
            if self.feed == CONTACTS
            else r"[\w.:{}-]{1,100}"
        )
        if re.fullmatch(neutral, own):
            return f"InforMEA {NAMES[self.feed]} {own}"
        return f"InforMEA {NAMES[self.feed]}, {self.file}, record {self.row}"

    def shown(self, text: str | None) -> str | None:
        """A text of the record as a finding may show it: cut, and without e-mails and
        telephones."""
        if text is None:
            return None
        if self.feed == CONTACTS and ("@" in text or len(re.findall("[0-9]", text)) > 5):
            return "…"
        masked = without_people(text)
        return masked if len(masked) <= LONGEST_SHOWN else masked[: LONGEST_SHOWN - 1] + "…"
