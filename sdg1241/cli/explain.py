"""`sdg1241 explain`: why a Party has its score."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import complete
from .answering import computed, state_of
from .options import (
    as_of_option,
    cycle_option,
    edition_option,
    force_option,
    input_option,
    order_option,
    output_option,
    rules_option,
)
from .show import show
from .terminal import say

if TYPE_CHECKING:
    from ..answers import Explanation
    from ..submissions import Order

ITEMS = {
    "what": "Item",
    "outcome": "Outcome",
    "received_on": "Received on",
    "source": "Source",
    "points": "Points",
    "maximum": "Of",
    "score_with": "Score with it (%)",
    "uncounted": "Not counted",
}


@click.command()
@click.argument("party", shell_complete=complete.parties)
@click.argument("convention", required=False, shell_complete=complete.conventions)
@input_option
@order_option
@cycle_option
@edition_option
@as_of_option
@output_option
@rules_option
@force_option
def explain(
    party: str,
    convention: str | None,
    input_: Path,
    order: "Order | None",
    cycle: int,
    edition: str | None,
    as_of: datetime | None,
    output: Path | None,
    rules_folder: Path | None,
    force: bool,
) -> None:
    """Explain the score of PARTY (code or name) under CONVENTION, or under all: item by item, with
    the evidence.

    \b
    Example:
      sdg1241 explain KEN stockholm --input sample_data/2020 --cycle 2020 --output out/KEN.xlsx
    """
    from ..answers import explain as explained
    from ..answers import find_party
    from ..exports import write_answer
    from ..rules import load_rules
    from ..runs import keep_inputs

    keep_inputs([output], [input_, rules_folder])
    rules = load_rules(rules_folder)
    code = find_party(rules.reference, party)
    convention = rules.convention(convention.lower()).id if convention else None
    day = as_of.date() if as_of else None
    run = computed(input_, cycle, edition, day, rules, order=order)
    answer = explained(run.checked, run.scored, run.indicator, run.rules, code, convention)
    state = f"cycle {cycle}, edition {run.scored.edition.id}{state_of(run.scored)}"
    say(f"{answer.name} ({code}), SDG 12.4.1, {state}")
    names = {c.id: c.short_name for c in rules.conventions}
    for row in answer.standing.iter_rows(named=True):
        say("", f"{names[row['convention']]}: {row['status']}")
        _show_convention(answer, row["convention"])
    if convention is None and answer.rate is not None:
        say("", f"Transmission rate, the mean of the scores: {answer.rate} %")
        if beside := [c.short_name for c in rules.beside_indicator]:
            say(f"Not of 12.4.1, and not in it: {', '.join(beside)}")
    elif answer.rate is None and answer.standing["is_party"].any():
        say("", "No country or area of M49: no value in scores.csv, and in no mean.")
    if output:
        tables = {"items": answer.items, "scores": answer.scores, "status": answer.standing}
        filled = {name: table for name, table in tables.items() if not table.is_empty()}
        write_answer(output, filled, force=force)
        say(f"Written: {output}")


def _show_convention(answer: "Explanation", convention: str) -> None:
    import polars as pl

    items = answer.items.filter(pl.col("convention") == convention)
    if items.is_empty():
        return
    item = pl.when(pl.col("item").is_not_null()).then(pl.coalesce("item_name", "item"))
    what = (
        pl.when("role")
        .then(pl.format("  {}", item))
        .otherwise(pl.concat_str("obligation", item, separator=" ", ignore_nulls=True))
    )
    place = pl.concat_str(
        "source_file",
        pl.format("sheet {}", "source_sheet"),
        pl.format("row {}", "source_row"),
        separator=", ",
        ignore_nulls=True,
    )
    show(
        items.with_columns(what=what.str.replace_all("_", " "), source=place).select(ITEMS.keys()),
        ITEMS,
    )
    duties = items.select("obligation", "rule", "article").unique(maintain_order=True)
    for obligation, rule, article in duties.iter_rows():
        say(f"Rule: {obligation.replace('_', ' ')}: {rule} ({article})")
    for row in answer.scores.filter(pl.col("convention") == convention).iter_rows(named=True):
        say(
            f"Score: 100 x {row['points'].normalize():f} / {row['maximum'].normalize():f} ="
            f" {row['score']} %"
        )
        say(f"Maximum: {row['maximum_from']}")
        say(f"One more transmission: {row['one_more']}")
