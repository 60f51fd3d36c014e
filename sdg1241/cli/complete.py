"""Shell completion: what can stand for a Party, a convention, a group, an edition or a cycle.

It reads the shipped tables with the standard library alone, so that the shell does not wait for
anything else.
"""

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import click
from click.shell_completion import CompletionItem

PACKAGE = files("sdg1241")
NOT_CONVENTIONS = ("cycles", "editions")


def parties(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Codes of Parties; a name that is begun completes to its code."""
    areas = ((row["iso3"], row["name_en"]) for row in _rows("areas"))
    others = ((row["party"], row["name"]) for row in _rows("not_areas"))
    return _matching(typed, (*areas, *others))


def groups(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """M49 codes of groups; a name that is begun completes to its code."""
    return _matching(
        typed, {row["group_m49"]: row["group"] for row in _rows("area_groups")}.items()
    )


def conventions(ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Keys of conventions, those of a rules folder included that was typed before."""
    files = (file for file in _rule_files(ctx).values() if _stem(file) not in NOT_CONVENTIONS)
    found = (_toml(file) for file in files)
    named = (entry for entry in found if {"convention", "short_name"} <= entry.keys())
    return _matching(typed, ((entry["convention"], entry["short_name"]) for entry in named))


def obligations(ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Keys of obligations, each once, whatever the number of conventions that have it."""
    files = (file for file in _rule_files(ctx).values() if _stem(file) not in NOT_CONVENTIONS)
    found = (duty for file in files for duty in _toml(file).get("obligation", []))
    known = {duty["id"]: duty["label"] for duty in found if {"id", "label"} <= duty.keys()}
    return _matching(typed, known.items())


def editions(ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Names of editions."""
    listed = _toml(_rule_files(ctx)["editions.toml"]).get("edition", [])
    return _matching(typed, ((entry["id"], entry["title"]) for entry in listed))


def published(_ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Releases that ship with the program; where none begins so, files."""
    releases = sorted({row["vintage"] for row in _rows("unsd_published")})
    return _matching(typed, ((name, "shipped release") for name in releases)) or [
        CompletionItem(typed, type="file")
    ]


def party_list(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Codes of Parties separated by commas; the last one is completed."""
    before, comma, last = typed.rpartition(",")
    return [
        CompletionItem(before + comma + item.value, help=item.help)
        for item in parties(ctx, param, last)
    ]


def cycles(ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Years of cycles."""
    listed = _toml(_rule_files(ctx)["cycles.toml"]).get("cycle", [])
    return _matching(
        typed, ((str(entry["id"]), f"{entry['starts']} to {entry['ends']}") for entry in listed)
    )


def _matching(typed: str, known: Iterable[tuple[str, str]]) -> list[CompletionItem]:
    known = list(known)
    begun = typed.casefold()
    fits = [(code, name) for code, name in known if code.casefold().startswith(begun)]
    fits = fits or [(code, name) for code, name in known if _begins(name.casefold(), begun)]
    return [CompletionItem(code, help=name) for code, name in sorted(fits)]


def _begins(name: str, begun: str) -> bool:
    """Whether a name, or the abbreviation in its brackets, begins so."""
    return name.startswith(begun) or f"({begun}" in name


def _rows(table: str) -> Iterator[dict[str, str]]:
    text = (PACKAGE / "reference" / f"{table}.csv").read_text("utf-8")
    yield from csv.DictReader(io.StringIO(text))


def _rule_files(ctx: click.Context) -> dict[str, Traversable]:
    """Rule files by name: the shipped ones, and in their place those of a folder that was typed."""
    files = {file.name: file for file in (PACKAGE / "rules").iterdir()}
    own = ctx.params.get("rules_folder")
    with suppress(OSError):
        files |= {file.name: file for file in own.iterdir()} if own else {}
    return {name: file for name, file in files.items() if name.endswith(".toml")}


def _stem(file: Traversable) -> str:
    return file.name.removesuffix(".toml")


def _toml(file: Traversable) -> dict[str, Any]:
    """The content of a rule file; one that cannot be read offers nothing."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
