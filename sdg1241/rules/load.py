"""Read the rule files and refuse whatever cannot be meant."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path

import polars as pl

from ..errors import RuleFileError
from ..reference import Reference, load_reference
from .entry import Entry
from .items import listed_items
from .model import Convention, Cycle, Edition, Obligation, Rules
from .obligation import RuleEntry, read_items, read_obligation

TABLE_DECIMALS = 5  # those of every table
NOT_CONVENTIONS = ("cycles", "editions")


def load_rules(folder: Path | None = None, reference: Reference | None = None) -> Rules:
    """Read every rule file of `folder`, or those that ship with the package.

    Raises:
        RuleFileError: a file cannot be used as written; the message names file and key.
    """
    if folder is None and reference is None:
        return _shipped()
    reference = reference or load_reference()
    if folder is None:
        with as_file(files(__package__)) as shipped:
            return load_rules(shipped, reference)
    paths = sorted(folder.glob("*.toml"))
    if all(path.stem in NOT_CONVENTIONS for path in paths):
        raise RuleFileError(folder, "folder", "holds no convention", "Name a folder of rule files.")
    conventions = tuple(
        _convention(path, reference) for path in paths if path.stem not in NOT_CONVENTIONS
    )
    conventions = tuple(sorted(conventions, key=lambda c: (c.order, c.id)))
    _refuse_shared_series(conventions, folder)
    cycles = _cycles(folder / "cycles.toml")
    editions = _editions(folder / "editions.toml", conventions, cycles)
    rules = Rules(conventions, cycles, editions, reference, tuple(paths))
    _refuse_unknown_lists(rules, folder)
    return rules


@cache
def _shipped() -> Rules:
    return load_rules(None, load_reference())


def _convention(path: Path, reference: Reference) -> Convention:
    top = RuleEntry.open(path)
    source = RuleEntry(path, "source", top.take("source", dict))
    obligations = tuple(read_obligation(entry, reference) for entry in top.entries("obligation"))
    convention = Convention(
        id=top.take("convention", str),
        name=top.take("name", str),
        short_name=top.take("short_name", str),
        series=top.take("series", str),
        order=top.take("order", int),
        entry_into_force=top.take("entry_into_force", date),
        source=source.take("title", str),
        source_dated=source.take("dated", date),
        obligations=obligations,
        file=path.name,
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
    top.done()
    return convention


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


def _refuse_shared_series(conventions: tuple[Convention, ...], folder: Path) -> None:
    used: dict[str, str] = {}
    for convention in conventions:
        other = used.setdefault(convention.series, convention.file)
        if other != convention.file:
            hint = "Each convention has a series of its own."
            raise RuleFileError(
                folder / convention.file,
                "series",
                f"{convention.series} is used in {other} too",
                hint,
            )


def _refuse_unknown_lists(rules: Rules, folder: Path) -> None:
    """Lists that stand in for the rule in one cycle must name a cycle and items that exist."""
    lists = [
        (c, o, listed, folder / c.file, f"obligation.{o.id}.exception")
        for c in rules.conventions
        for o in c.obligations
        for listed in o.exceptions
    ]
    lists += [
        (
            rules.convention(name),
            duty,
            listed,
            folder / "editions.toml",
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
