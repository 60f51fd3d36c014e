"""`sdg1241 compare`: two finished runs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .answering import tell_choice, warn_refused
from .options import FILE_TO_WRITE, force_option, rules_option
from .show import show
from .terminal import say

if TYPE_CHECKING:
    from ..answers import Comparison
    from ..rules import Rules
    from ..runs import Run

FOLDER = click.Path(file_okay=False, path_type=Path)
LONGEST = 20


@click.command()
@click.argument("a", type=FOLDER)
@click.argument("b", type=FOLDER)
@click.option(
    "--output",
    type=FILE_TO_WRITE,
    help="File to write: .csv, .json or .xlsx.",
)
@rules_option
@force_option
def compare(a: Path, b: Path, output: Path | None, rules_folder: Path | None, force: bool) -> None:
    """Compare the finished runs in folders A and B: cycles, editions, as-of dates or registers.

    The change of each mean is split into what comes from transmissions, from rules, and from who is
    counted; the three add up to it exactly. CSV holds the Parties; JSON and Excel also hold the
    aggregates.

    \b
    Example:
      sdg1241 run sample_data/2015 --cycle 2015 --output out/2015
      sdg1241 run sample_data/2020 --cycle 2020 --output out/2020
      sdg1241 compare out/2015 out/2020 --output out/changes.xlsx
    """
    from ..answers import compare as compared
    from ..exports import write_answer
    from ..rules import load_rules
    from ..runs import keep_inputs, read_run

    keep_inputs([output], [a, b, rules_folder])
    rules = load_rules(rules_folder)
    first, second = read_run(a, rules), read_run(b, rules)
    warn_refused(a, b)
    tell_choice(first, second)
    answer = compared(first, second, rules)
    if output:
        write_answer(output, answer.tables(), force=force)
    say(f"A: {_named(first)}", f"B: {_named(second)}", "")
    _tell(answer, rules)
    if output:
        say(f"Written: {output}")


def _named(run: "Run") -> str:
    as_of = f", as of {run.as_of}" if run.as_of else ""
    return f"cycle {run.cycle}, edition {run.edition}{as_of} ({run.folder})"


def _tell(answer: "Comparison", rules: "Rules") -> None:
    import polars as pl

    levels = rules.reference.levels["level"].unique(maintain_order=True).head(3)
    first = rules.reference.levels.filter(pl.col("level").is_in(levels.implode()))["group_m49"]
    order = {code: at for at, code in enumerate(first)}
    rows = answer.aggregates.filter(
        pl.col("group_m49").is_in(first.implode()), pl.col("change").is_not_null()
    )
    rows = rows.sort(pl.col("group_m49").replace_strict(order), "convention").drop(
        "group_m49", "parties_both"
    )
    show(rows.rename({c: c.removeprefix("from_") for c in rows.columns}))
    moved = answer.parties.filter(pl.col("direction").is_in(["rose", "fell"]))
    counts = dict(answer.parties["direction"].value_counts().rows())
    kinds = dict(answer.parties["kind"].value_counts().rows())
    say(
        "",
        f"Scores: {counts.get('rose', 0)} rose, {counts.get('fell', 0)} fell,"
        f" {counts.get('same', 0)} stayed; {kinds.get('entered', 0)} entered,"
        f" {kinds.get('left', 0)} left",
    )
    largest = moved.sort(
        pl.col("change").abs(), "party", "convention", descending=[True, False, False]
    ).head(LONGEST)
    if not largest.is_empty():
        show(
            largest.select(
                "party", "convention", "score_a", "score_b", "change", "items_gained", "items_lost"
            )
        )
        if moved.height > LONGEST:
            say(f"... and {moved.height - LONGEST} more")
