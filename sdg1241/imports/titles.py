"""Read from the titles of a report or plan which obligation and item it answers, or say why that is
not certain."""

import re
from dataclasses import dataclass, field

from ..rules import Rules
from . import mapping
from .mapping import Mapping, Phrases, Wording
from .phrases import is_plain_list, plain, spans, stands_in, years


@dataclass(frozen=True)
class Answer:
    """What the titles say: an obligation and its items, or the `code` of a finding with its
    details."""

    obligation: str = ""
    items: tuple[str, ...] = ()
    code: str | None = None
    details: dict[str, str] = field(default_factory=dict)


def read_titles(
    titles: list[str], feed: str, convention: str, kind: str | None, known: Mapping, rules: Rules
) -> Answer:
    """Obligation and items of one record.

    Args:
        titles: its titles, in whatever languages: feeds tag French texts as English, so each is
            held against the phrases of every language. A title that no phrase fits says nothing
            but its years.
        feed: `reports` or `plans`.
        convention: the convention of its treaty.
        kind: the type of a plan in plain words; None for a report.
        known: the mapping file.
        rules: what the conventions ask.
    """
    texts = [plain(title) for title in titles]
    of_type = [w for w in known.wordings if (w.feed, w.convention) == (feed, convention)]
    if kind is not None:
        of_type = [w for w in of_type if kind in w.types]
        if not of_type:
            return Answer(code="informea-unknown-type")
    fitting = [w for w in of_type if _fits(w, texts)]
    if not fitting:
        return Answer(code="informea-unknown-title")
    if len(fitting) > 1:
        readings = ", ".join(dict.fromkeys(f"{w.obligation} ({w.item_by})" for w in fitting))
        return Answer(code="informea-ambiguous-title", details={"readings": readings})
    return _items(fitting[0], texts, rules)


def _fits(wording: Wording, texts: list[str]) -> bool:
    named = any(stands_in(_all(wording.titles), text) for text in texts)
    return named and not any(stands_in(_all(wording.unless), text) for text in texts)


def _all(phrases: Phrases) -> tuple[str, ...]:
    return tuple(phrase for listed in phrases.values() for phrase in listed)


def _items(wording: Wording, texts: list[str], rules: Rules) -> Answer:
    if wording.item_by == mapping.NONE:
        return Answer(wording.obligation, ("",))
    found_years = set().union(*(years(text) for text in texts))
    if wording.item_by == mapping.YEAR:
        return _one(wording, found_years, "year")
    if wording.item_by == mapping.CHEMICAL:
        return _one(wording, set().union(*(_chemicals(text, rules) for text in texts)), "chemical")
    items = {n.item for n in wording.named for t in texts if spans(_all(n.titles), t)}
    if wording.several:
        return _several(wording, texts, items)
    if len(found_years) == 1 or not items:
        items |= {n.item for n in wording.named if found_years & set(n.years)}
        if len(found_years) > 1:
            return _ambiguous(found_years)
    return _one(wording, items, "report round")


def _one(wording: Wording, items: set[str], what: str) -> Answer:
    if len(items) > 1:
        return _ambiguous(items)
    if not items:
        return Answer(
            code="informea-no-item", details={"what": what, "obligation": wording.obligation}
        )
    return Answer(wording.obligation, tuple(items))


def _several(wording: Wording, texts: list[str], items: set[str]) -> Answer:
    if not items:
        return _one(wording, items, "amendment")
    for text in texts:
        places = [s for n in wording.named for s in spans(_all(n.titles), text)]
        if places and not is_plain_list(text, places):
            return _ambiguous(items, " and others that the title does not name one by one")
    return Answer(wording.obligation, tuple(sorted(items)))


def _ambiguous(items: set[str], more: str = "") -> Answer:
    return Answer(
        code="informea-ambiguous-title", details={"readings": ", ".join(sorted(items)) + more}
    )


def _chemicals(text: str, rules: Rules) -> set[str]:
    """Keys of the entries of Annex III that a title names; a name inside a longer one found there
    does not count."""
    table = rules.reference.items["annex_iii"].select("item", "chemical", "cas")
    places = []
    for item, name, cas in table.iter_rows():
        short = re.sub(r" \(.*", "", name)
        phrases = [p for p in (item, name, short, cas) if p]
        places += [(item, start, end) for start, end in spans(phrases, text)]
    return {
        item
        for item, start, end in places
        if not any(s <= start and end <= e and (e - s) > (end - start) for _, s, e in places)
    }
