"""One record of a feed, field by field, so that only what is asked for by name can reach an
output."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .feed import collection, is_deferred
from .json_file import Number, clean, kind_of
from .mapping import CONTACTS, PLANS, PROFILES, REPORTS

USED = {
    REPORTS: ("treaty", "country", "submission", "url", "titles", "title"),
    PLANS: ("treaty", "country", "type", "submission", "url", "titles", "title"),
    CONTACTS: ("treaties", "country", "type", "roles", "updated"),
    PROFILES: ("treaty", "country", "entryIntoForce"),
}
NAMES = {
    REPORTS: "CountryReports",
    PLANS: "NationalPlans",
    CONTACTS: "Contacts",
    PROFILES: "CountryProfiles",
}
MOMENTS = ("submission", "updated", "entryIntoForce")
LEFT_OUT = "The service gave an address in place of them. "
ADVICE = {
    "titles": "Save the feed with its titles: $expand=titles.",
    "title": "Save the feed with its titles: $expand=title.",
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


def _member(entry: object, *names: str) -> object:
    """The text of a member of a collection: itself, or what stands under one of the names."""
    if not isinstance(entry, dict):
        return entry
    return next((entry[name] for name in names if entry.get(name) is not None), None)


def _is_by_language(entry: object) -> bool:
    """Whether an object holds texts by their language, such as `{"en": "...", "fr": "..."}`."""
    return isinstance(entry, dict) and all(re.fullmatch("[A-Za-z]{2}", name) for name in entry)


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
            raise self.missing(name)
        return text

    def text_or_none(self, name: str) -> str | None:
        """The text of a field, or None where it is blank. An id and a moment may be a number; a
        country may be a list of one."""
        value = self.fields.get(name)
        if name == "country" and isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, Number) and name not in ("id", *MOMENTS):
            raise NotMappedError("informea-wrong-type", name, "a number", expected="a text")
        if value is None or isinstance(value, str):
            return clean(value or "") or None
        raise NotMappedError("informea-wrong-type", name, kind_of(value), expected="a text")

    @cached_property
    def facts(self) -> str:
        """All that an import takes from the record, so that two records can be compared."""
        return json.dumps({name: self.fields.get(name) for name in USED[self.feed]}, sort_keys=True)

    def treaties(self) -> list[object]:
        """What the record says of its treaties: at least one thing, None where it names none.

        A contact names them in `treaties`, as texts or under `value` or `treaty`; else in `roles`.
        """
        if self.feed != CONTACTS:
            return [self.fields.get("treaty")]
        listed = collection(self.fields.get("treaties")) or collection(self.fields.get("roles"))
        return [_member(t, "value", "treaty") for t in listed or []] or [None]

    def types_under(self, treaty: str) -> list[str]:
        """What a contact is under a treaty: what `roles` lists there, else its `type`.

        Raises NotMappedError where neither says it.
        """
        for entry in collection(self.fields.get("roles")) or []:
            named = _member(entry, "treaty")
            if isinstance(entry, dict) and isinstance(named, str) and clean(named) == treaty:
                listed = collection(entry.get("roles")) or []
                roles = [_member(role, "value", "role") for role in listed]
                for role in roles:
                    if type(role) is not str:
                        raise NotMappedError(
                            "informea-wrong-type", "roles", kind_of(role), expected="a text"
                        )
                if roles:
                    return [clean(str(role)) for role in roles]
        return [self.text("type")]

    def missing(self, name: str) -> NotMappedError:
        """What to say of a field that is not there; where the service left it out, that it did."""
        otherwise = "Look at the record in the feed; enter it by hand if it is certain."
        left_out = LEFT_OUT if is_deferred(self.fields.get(name)) else ""
        advice = left_out + ADVICE.get(name, otherwise)
        return NotMappedError("informea-missing-field", name, advice=advice)

    def titles(self) -> list[str]:
        """The titles that hold text, each once, whatever language they are tagged with.

        They stand in `titles` or `title`: a list of members with `value` or `title`, an object of
        texts by language, or one text. Raises NotMappedError where there is none.
        """
        name = "titles" if collection(self.fields.get("titles")) else "title"
        listed = collection(self.fields.get(name)) or []
        if len(listed) == 1 and _is_by_language(listed[0]):
            listed = list(listed[0].values())
        titles = []
        for entry in listed:
            title = _member(entry, "value", "title")
            if not (title is None or type(title) is str) or entry is None:
                raise NotMappedError(
                    "informea-wrong-type", "titles", kind_of(title), expected="a text"
                )
            titles += [clean(title)] if title and clean(title) else []
        if not titles:
            name = "titles" if "titles" in self.fields or "title" not in self.fields else "title"
            raise self.missing(name)
        return list(dict.fromkeys(titles))

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
