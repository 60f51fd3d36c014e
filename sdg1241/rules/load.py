"""Read the rule files and refuse whatever cannot be meant."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import polars as pl

from ..errors import RuleFileError
from ..reference import Reference, load_reference, sdg_structure
from .entry import Entry
from .items import listed_items
from .model import INDICATOR, Convention, Cycle, Edition, Obligation, Rules
from .obligation import CODE, RuleEntry, read_entry_for_party, read_items, read_obligation
from .own import own_reference, refuse_empty, rule_paths, table_paths

TABLE_DECIMALS = 5  # those of every table
NOT_CONVENTIONS = ("cycles", "editions")
NO_KEYS = ("all", "provisional", *NOT_CONVENTIONS)  # what tables and settings call something else
SHEET_NAME = re.compile(r"[^\[\]:*?/\\]{1,31}")  # a sheet bears the short name; Excel's limits
SERIES = "SERIES"


def load_rules(folder: Path | None = None, reference: Reference | None = None) -> Rules:
    """Read the rules that ship with the package, with what stands in `folder` in place of theirs.

    Args:
        folder: rule files and tables of a person's own (`own`); default: none.
        reference: the facts; default: those that ship, with the tables of `folder`.

    Raises:
        RuleFileError: a file cannot be used as written; the message names file and key.
    """
    if folder is None and reference is None:
        return _shipped()
    if folder is not None:
        refuse_empty(folder)
    tables = table_paths(folder) if folder and reference is None else []
    if reference is None:
        reference = own_reference(folder, load_reference()) if folder else load_reference()
    paths = rule_paths(folder)
    conventions = tuple(
        _convention(path, reference) for path in paths.values() if path.stem not in NOT_CONVENTIONS
    )
    conventions = tuple(sorted(conventions, key=lambda c: (c.order, c.id)))
    _refuse_shared_names(conventions, paths)
    cycles = _cycles(paths["cycles.toml"])
    editions = _editions(paths["editions.toml"], conventions, cycles)
    rules = Rules(conventions, cycles, editions, reference, (*paths.values(), *tables))
    _refuse_unknown_lists(rules, paths)
    _refuse_unknown_conventions(rules, tables)
    return rules


@cache
def _shipped() -> Rules:
    return load_rules(None, load_reference())


def _convention(path: Path, reference: Reference) -> Convention:
    top = RuleEntry.open(path)
    source = RuleEntry(path, "source", top.take("source", dict))
    obligations = tuple(read_obligation(entry, reference) for entry in top.entries("obligation"))
    entry_for_party = read_entry_for_party(top)
    convention = Convention(
        id=top.take("convention", str),
        name=top.take("name", str),
        short_name=top.take("short_name", str),
        series=_series(top),
        order=top.take("order", int),
        entry_into_force=top.take("entry_into_force", date),
        source=source.take("title", str),
        source_dated=source.take("dated", date),
        obligations=obligations,
        file=path.name,
        entry_for_party=entry_for_party,
    )
    source.done()
    if convention.id != path.stem:
        top.refuse(
            "convention",
            f"{convention.id!r} does not match the file's name",
            f"Write {path.stem!r}.",
        )
    if not obligations:
        top.refuse("obligation", "missing", "A convention without obligations cannot be scored.")
    _refuse_overlaps(top, obligations)
    _refuse_names(top, convention)
    top.done()
    return convention


def _series(top: Entry) -> str | None:
    """The series of a convention that is marked as belonging to the indicator; else None."""
    if top.take("indicator", str, None) is None:
        if "series" in top.keys:
            hint = f'Mark the agreement with indicator = "{INDICATOR}", or remove the series.'
            top.refuse("series", "has no meaning without 'indicator'", hint)
        return None
    series: str = top.take("series", str)
    codes = sdg_structure()[1].filter(pl.col("codelist").str.contains(f"CL_{SERIES}\\b"))["code"]
    if series not in codes:
        problem = f"{series!r} is no series of {INDICATOR} in the SDG data structure"
        hint = "Remove 'indicator' and 'series': the agreement is then scored beside the indicator."
        top.refuse("series", problem, hint)
    return series


def _refuse_names(top: Entry, convention: Convention) -> None:
    if not CODE.fullmatch(convention.id) or convention.id in NO_KEYS:
        hint = "Use lower case letters, digits and underscores, and no word that is taken."
        top.refuse("convention", f"{convention.id!r} cannot be used", hint)
    if not SHEET_NAME.fullmatch(convention.short_name):
        hint = "Write at most 31 characters, without [ ] : * ? / \\."
        top.refuse("short_name", f"{convention.short_name!r} cannot name a sheet", hint)


def _cycles(path: Path) -> tuple[Cycle, ...]:
    top = RuleEntry.open(path)
    cycles = []
    for entry in top.entries("cycle"):
        cycle = Cycle(
            entry.take("id", int),
            entry.take("starts", date),
            entry.take("ends", date),
            entry.take("collected", int),
        )
        entry.done()
        if cycle.ends < cycle.starts:
            entry.refuse("ends", "lies before its start", "Mend one of the two dates.")
        cycles.append(cycle)
    top.done()
    _refuse_twice(top, "cycle.id", (str(c.id) for c in cycles))
    for earlier, later in pairwise(cycles):
        if later.starts != earlier.ends + timedelta(days=1):
            top.refuse(
                f"cycle.{later.id}.starts",
                f"does not follow {earlier.ends}",
                "Cycles touch and do not overlap.",
            )
    if not cycles:
        top.refuse("cycle", "missing", "Give at least one cycle.")
    return tuple(cycles)


def _editions(
    path: Path, conventions: tuple[Convention, ...], cycles: tuple[Cycle, ...]
) -> tuple[Edition, ...]:
    top = RuleEntry.open(path)
    known = {(c.id, o.id) for c in conventions for o in c.obligations}
    editions = []
    for entry in top.entries("edition"):
        items = []
        for listed in entry.entries("items"):
            key = (listed.take("convention", str), listed.take("obligation", str))
            if key not in known:
                listed.refuse(
                    "obligation",
                    f"no obligation {key[1]!r} under {key[0]!r}",
                    "Use the ids of the rule files.",
                )
            items.append((*key, read_items(listed)))
        edition = Edition(
            id=entry.take("id", str),
            title=entry.take("title", str),
            membership_on=entry.take("membership_on", date),
            coverage=entry.take("coverage", Decimal),
            decimals=entry.take("decimals", int),
            default=entry.take("default", bool, False),
            note=entry.take("note", str, ""),
            items=tuple(items),
            dated=entry.take("dated", date, None),
        )
        entry.done()
        if not 0 <= edition.coverage <= 100:
            entry.refuse(
                "coverage",
                f"expected 0 to 100, got {edition.coverage}",
                "Write a share in percent.",
            )
        if not 0 <= edition.decimals <= TABLE_DECIMALS:
            entry.refuse(
                "decimals",
                f"expected 0 to {TABLE_DECIMALS}, got {edition.decimals}",
                "Count those published.",
            )
        _refuse_twice(
            entry, "items", (f"{duty} of {name} in {i.cycle}" for name, duty, i in edition.items)
        )
        editions.append(edition)
    top.done()
    _refuse_twice(top, "edition.id", (e.id for e in editions))
    if sum(e.default for e in editions) != 1:
        top.refuse(
            "edition.default", "exactly one edition is the default", "Mark one with default = true."
        )
    return tuple(editions)


def _refuse_twice(entry: Entry, key: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            entry.refuse(key, f"{value!r} is used twice", "Each needs one of its own.")
        seen.add(value)


def _refuse_overlaps(top: Entry, obligations: tuple[Obligation, ...]) -> None:
    codes = [(code, o) for o in obligations for code in (o.id, *o.requires)]
    for n, (code, one) in enumerate(codes):
        for same, other in codes[:n]:
            if (
                code == same
                and one.valid_from <= other.valid_until
                and other.valid_from <= one.valid_until
            ):
                top.refuse(
                    f"obligation.{code}",
                    "two entries hold at the same time",
                    "Give them dates that do not overlap.",
                )
            if code == same and one.id != other.id:
                top.refuse(
                    f"obligation.{code}",
                    "belongs to two obligations",
                    "Keep the id when a rule changes.",
                )


def _refuse_shared_names(conventions: tuple[Convention, ...], paths: Mapping[str, Path]) -> None:
    used: dict[str, str] = {}
    for convention in conventions:
        for key, name in (("series", convention.series), ("short_name", convention.short_name)):
            other = used.setdefault(name.lower(), convention.file) if name else convention.file
            if other != convention.file:
                hint = f"Each convention has a {key} of its own."
                problem = f"{name} is used in {other} too"
                raise RuleFileError(paths[convention.file], key, problem, hint)


def _refuse_unknown_conventions(rules: Rules, tables: Iterable[Path]) -> None:
    """Rows of a person's own tables under a convention that there is not."""
    known = {*rules.keys}
    held = {"party_status": rules.reference.party_status, **rules.reference.items}
    for path in tables:
        named = held[path.stem]
        for name in named["convention"].unique() if "convention" in named.columns else ():
            if name not in known:
                hint = f"Known: {', '.join(rules.keys)}."
                raise RuleFileError(path, "column convention", f"{name!r} is not known", hint)


def _refuse_unknown_lists(rules: Rules, paths: Mapping[str, Path]) -> None:
    """Lists that stand in for the rule in one cycle must name a cycle and items that exist."""
    lists = [
        (c, o, listed, paths[c.file], f"obligation.{o.id}.exception")
        for c in rules.conventions
        for o in c.obligations
        for listed in o.exceptions
    ]
    lists += [
        (
            rules.convention(name),
            duty,
            listed,
            paths["editions.toml"],
            f"edition.{edition.id}.items",
        )
        for edition in rules.editions
        for name, duty_id, listed in edition.items
        for duty in rules.convention(name).obligations
        if duty.id == duty_id
    ]
    cycles = {c.id for c in rules.cycles}
    for convention, duty, listed, path, key in lists:
        if listed.cycle not in cycles:
            raise RuleFileError(path, key, f"no cycle {listed.cycle}", "Use an id of cycles.toml.")
        known, given = listed_items(rules, convention, duty)["item"], pl.Series(listed.items)
        missing = ", ".join(given.filter(~given.is_in(known.implode())).sort())
        if missing:
            raise RuleFileError(
                path, key, f"{duty.id} has no item {missing}", "Use keys of the item table."
            )
