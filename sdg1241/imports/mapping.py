"""The mapping file: how what InforMEA publishes becomes submissions, and the strict reading of
it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import ClassVar

from ..rules import Rules, valid_items
from ..rules.entry import Entry
from .phrases import has_words, words

CONTACTS, REPORTS, PLANS, PROFILES = "contacts", "reports", "plans", "profiles"
NONE, YEAR, NAMED, CHEMICAL = "none", "year", "named", "chemical"
Phrases = dict[str, tuple[str, ...]]
Items = dict[str, dict[str, list[str]]]


class _Entry(Entry):
    """An entry of the mapping file."""

    words: ClassVar = {"item_by": (NONE, YEAR, NAMED, CHEMICAL)}


@dataclass(frozen=True)
class Named:
    """One item and how titles name it: phrases by language, or a year that stands in the title
    alone."""

    item: str
    titles: Phrases
    years: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wording:
    """How titles name the submissions of one obligation. `types` is empty where the record has
    none."""

    feed: str
    convention: str
    obligation: str
    item_by: str
    titles: Phrases
    unless: Phrases
    types: frozenset[str] = frozenset()
    named: tuple[Named, ...] = ()
    several: bool = False
    note: str = ""


@dataclass(frozen=True)
class Mapping:
    """A mapping file.

    Attributes:
        treaties: convention by the short name of a treaty, in plain words.
        other_treaties: short names of treaties that the indicator does not cover.
        outside: conventions of which the indicator asks no such record, by feed.
        roles: the roles of a contact type: (convention, type in plain words) to obligation codes.
        wordings: how titles name reports and plans, in the order of the file.
        exists_on: the first day on which an item can exist: (convention, code, item) to a date, or
            None.
    """

    treaties: dict[str, str]
    other_treaties: frozenset[str]
    outside: dict[str, frozenset[str]]
    roles: dict[tuple[str, str], tuple[str, ...]]
    wordings: tuple[Wording, ...]
    exists_on: dict[tuple[str, str, str], date | None]


def shipped_mapping() -> str:
    """The text of the mapping file that comes with the program."""
    return (files(__package__) / "informea.toml").read_text("utf-8")


def load_mapping(rules: Rules, path: Path | None = None) -> Mapping:
    """Read a mapping file, or the one that comes with the program.

    Raises:
        RuleFileError: the file cannot be used as written; the message names file and key.
    """
    if path is None:
        with as_file(files(__package__) / "informea.toml") as shipped:
            return load_mapping(rules, shipped)
    top = _Entry.open(path)
    valid: Items = {}
    exists_on = {}
    for convention, code, item, day in (
        valid_items(rules).select("convention", "code", "item", "exists_on").rows()
    ):
        valid.setdefault(convention, {}).setdefault(code, []).append(item)
        exists_on[convention, code, item] = day
    treaties = _treaties(_Entry(path, "treaties", top.take("treaties", dict)), rules)
    outside = _Entry(path, "outside", top.take("outside", dict, {}))
    mapping = Mapping(
        treaties=treaties,
        other_treaties=_other_treaties(outside, treaties),
        outside={feed: _conventions(outside, feed, rules) for feed in (CONTACTS, REPORTS, PLANS)}
        | {PROFILES: frozenset(c.id for c in rules.conventions)},  # status is no submission
        roles=_contacts(top.entries("contact"), rules),
        wordings=(
            *(_wording(e, REPORTS, rules, valid) for e in top.entries("report")),
            *(_wording(e, PLANS, rules, valid) for e in top.entries("plan")),
        ),
        exists_on=exists_on,
    )
    outside.done()
    top.done()
    return mapping


def _treaties(entry: _Entry, rules: Rules) -> dict[str, str]:
    treaties: dict[str, str] = {}
    for convention in (c.id for c in rules.conventions):
        for name in entry.take_texts(convention, []):
            if treaties.setdefault(words(name), convention) != convention:
                entry.refuse(
                    convention,
                    f"{name!r} stands for {treaties[words(name)]} too",
                    "Keep one of the two.",
                )
    entry.done()
    return treaties


def _other_treaties(entry: _Entry, treaties: dict[str, str]) -> frozenset[str]:
    names = frozenset(words(name) for name in entry.take_texts("treaties", []))
    for name in sorted(names & treaties.keys()):
        entry.refuse(
            "treaties",
            f"{name!r} is one of the five agreements",
            "Remove it here or in [treaties].",
        )
    return names


def _conventions(entry: _Entry, key: str, rules: Rules) -> frozenset[str]:
    names = entry.take_texts(key, [])
    for name in names:
        _known_convention(entry, key, name, rules)
    return frozenset(names)


def _known_convention(entry: _Entry, key: str, name: str, rules: Rules) -> str:
    known = [c.id for c in rules.conventions]
    if name not in known:
        entry.refuse(key, f"{name!r} is not known", f"Use one of: {', '.join(known)}.")
    return name


def _contacts(entries: Iterable[_Entry], rules: Rules) -> dict[tuple[str, str], tuple[str, ...]]:
    roles: dict[tuple[str, str], tuple[str, ...]] = {}
    for entry in entries:
        convention = _known_convention(entry, "treaty", entry.take("treaty", str), rules)
        types, codes = _types(entry), entry.take_texts("roles")
        known = [
            code
            for duty in rules.convention(convention).obligations
            if duty.lapses
            for code in duty.requires or (duty.id,)
        ]
        for code in codes:
            if code not in known:
                entry.refuse(
                    "roles",
                    f"{code!r} is not a role under {convention}",
                    f"Use one of: {', '.join(known)}.",
                )
        for kind in types:
            if (convention, kind) in roles:
                entry.refuse(
                    "types",
                    f"{kind!r} stands in another entry for {convention} too",
                    "Keep one of the two.",
                )
            roles[convention, kind] = codes
        entry.done()
    return roles


def _types(entry: _Entry) -> list[str]:
    texts = entry.take_texts("types")
    if not texts or not all(has_words(text) for text in texts):
        entry.refuse(
            "types",
            f"expected one or more types, got {list(texts)!r}",
            "Write what the feed calls them.",
        )
    return list(dict.fromkeys(words(text) for text in texts))


def _wording(entry: _Entry, feed: str, rules: Rules, valid: Items) -> Wording:
    convention = _known_convention(entry, "treaty", entry.take("treaty", str), rules)
    wording = Wording(
        feed=feed,
        convention=convention,
        obligation=entry.take("obligation", str),
        item_by=entry.take("item_by", str),
        titles=_phrases(entry, "titles"),
        unless=_phrases(entry, "unless"),
        types=frozenset(_types(entry)) if feed == PLANS else frozenset(),
        several=entry.take("several", bool, False),
        note=entry.take("note", str, ""),
        named=tuple(_named(e) for e in entry.entries("named")),
    )
    if not wording.titles:
        entry.refuse(
            "titles", "missing", 'Add titles.en = ["..."], the phrases by which a title is known.'
        )
    _refuse_unknown_items(entry, wording, rules, valid[convention])
    entry.done()
    return wording


def _named(entry: _Entry) -> Named:
    named = Named(entry.take("item", str), _phrases(entry, "titles"), entry.take_texts("years", []))
    for year in named.years:
        if not re.fullmatch("[0-9]{4}", year):
            entry.refuse("years", f"{year!r} is not a year", 'Write ["2018"].')
    if not named.titles and not named.years:
        entry.refuse("titles", "missing", "Say by which phrases or years a title names the item.")
    entry.done()
    return named


def _phrases(entry: _Entry, key: str) -> Phrases:
    listed = _Entry(entry.path, f"{entry.where}.{key}", entry.take(key, dict, {}))
    phrases = {}
    for language in list(listed.keys):
        if not re.fullmatch("[a-z]{2}", language):
            listed.refuse(
                language, "is not a language", "Write its code of two letters, such as en."
            )
        phrases[language] = listed.take_texts(language)
        for phrase in phrases[language]:
            if not has_words(phrase):
                listed.refuse(
                    language, f"{phrase!r} holds no word", "Write the words of the title."
                )
    return phrases


def _refuse_unknown_items(
    entry: _Entry, wording: Wording, rules: Rules, valid: dict[str, list[str]]
) -> None:
    if wording.obligation not in valid:
        problem = f"{wording.obligation!r} is not an obligation under {wording.convention}"
        entry.refuse("obligation", problem, f"Use one of: {', '.join(valid)}.")
    items = valid[wording.obligation]
    one_only = items == [""]
    if one_only != (wording.item_by == NONE):
        hint = "Write none." if one_only else f"Write {YEAR}, {NAMED} or {CHEMICAL}."
        entry.refuse("item_by", f"{wording.item_by!r} does not fit {wording.obligation}", hint)
    if (wording.item_by == YEAR) and not all(item.isdigit() and len(item) == 4 for item in items):
        entry.refuse(
            "item_by", f"the items of {wording.obligation} are not years", f"Write {NAMED}."
        )
    if (wording.item_by == CHEMICAL) != (
        set(items) == set(rules.reference.items["annex_iii"]["item"])
    ):
        entry.refuse(
            "item_by",
            f"{wording.item_by!r} does not fit {wording.obligation}",
            "Annex III goes with 'chemical'.",
        )
    if bool(wording.named) != (wording.item_by == NAMED):
        entry.refuse(
            "named",
            f"does not go with item_by = {wording.item_by!r}",
            "Name items where item_by = 'named'.",
        )
    for at, named in enumerate(wording.named, 1):
        if named.item not in items:
            known = ", ".join(items[:12])
            entry.refuse(
                f"named[{at}].item",
                f"{named.item!r} is not an item of {wording.obligation}",
                f"Use: {known}.",
            )
