"""`sdg1241 rules`: the rules in force as a person reads them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import complete
from .options import edition_option, force_option, output_option, rules_option
from .terminal import say

if TYPE_CHECKING:
    from ..rules import Convention

LINES = {
    "asked": "Asked",
    "points": "Points",
    "counts": "Counts",
    "due": "Due",
    "article": "Article",
    "source": "Source",
    "last_checked": "Last checked",
    "note": "Note",
    "exceptions": "Exceptions",
}
WIDTH = 120


@click.command()
@click.argument("convention", required=False, shell_complete=complete.conventions)
@click.option(
    "--cycle",
    type=int,
    shell_complete=complete.cycles,
    help="As this cycle asks. Default: all cycles.",
)
@edition_option
@output_option
@rules_option
@force_option
def rules(
    convention: str | None,
    cycle: int | None,
    edition: str | None,
    output: Path | None,
    rules_folder: Path | None,
    force: bool,
) -> None:
    """Print the rules of CONVENTION, or of all: items, points, maximum, article, source, notes,
    last checked.

    \b
    Example:
      sdg1241 rules stockholm --cycle 2020 --edition 2020-10
    """
    import polars as pl

    from ..answers import maxima_by_cycle, rule_book
    from ..exports import write_answer
    from ..rules import load_rules
    from ..runs import keep_inputs

    keep_inputs([output], [rules_folder])
    loaded = load_rules(rules_folder)
    asked = (loaded, convention.lower() if convention else None, cycle, edition)
    book, maxima = rule_book(*asked), maxima_by_cycle(*asked)
    state = loaded.edition(edition)
    say(f"Edition {state.id}: {state.title}.{f' {state.note}' if state.note else ''}")
    if book.is_empty():
        say(f"Not in force by the end of cycle {cycle}.")
    for one in loaded.conventions:
        entries = book.filter(pl.col("convention") == one.id)
        if entries.is_empty():
            continue
        say(
            "",
            f"{one.name}",
            f"{one.id}, {_belongs(one)}, in force since {one.entry_into_force}",
        )
        if rule := one.entry_for_party:
            say(f"In force for a Party {rule.in_words} ({rule.legal_basis})")
        for row in entries.iter_rows(named=True):
            say("", f"  {row['obligation']}: {row['label']}")
            for key, title in LINES.items():
                if row[key] is not None:
                    say(*_line(title, str(row[key])))
        say("", "  Maximum")
        for row in maxima.filter(pl.col("convention") == one.id).iter_rows(named=True):
            say(*_line(f"Cycle {row['cycle']}", row["maximum_from"]))
    if output:
        write_answer(output, {"rules": book, "maxima": maxima}, force=force)
        say(f"Written: {output}")


def _belongs(one: "Convention") -> str:
    return f"series {one.series}" if one.series else "not of indicator 12.4.1"


def _line(title: str, text: str) -> list[str]:
    indent = " " * 18
    wrapped = click.wrap_text(
        f"    {title + ':':14}{text}", WIDTH, initial_indent="", subsequent_indent=indent
    )
    return wrapped.splitlines()
