"""`sdg1241 met`: who met everything, and who is one item away."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .finished import (
    convention_option,
    finished,
    group_option,
    head,
    input_argument,
    optional_cycle,
    warn_of_sample,
)
from .options import (
    as_of_option,
    edition_option,
    force_option,
    order_option,
    output_option,
    rules_option,
)
from .show import show
from .terminal import say

if TYPE_CHECKING:
    from ..answers import Met
    from ..submissions import Order

MET = {"party": "Party", "name": "Country or area", "conventions": "Conventions", "owed": "Owed"}
AWAY = {
    "party": "Party",
    "name": "Country or area",
    "convention": "Convention",
    "what": "One item away",
    "article": "Article",
    "due_on": "Due on",
}


@click.command()
@input_argument
@optional_cycle
@convention_option
@group_option
@edition_option
@as_of_option
@order_option
@rules_option
@output_option
@force_option
def met(
    input_: Path,
    cycle: int | None,
    convention: str | None,
    group: str | None,
    edition: str | None,
    as_of: datetime | None,
    order: "Order | None",
    rules_folder: Path | None,
    output: Path | None,
    force: bool,
) -> None:
    """List the countries that met everything they owe, and those that are one item away.

    INPUT is a folder of tables, a file of submissions, or the folder of a finished run.

    \b
    Example:
      sdg1241 met sample_data/2020 --cycle 2020 --convention stockholm --output out/met.csv
    """
    from ..answers import met as meeting
    from ..exports import write_answer
    from ..rules import load_rules
    from ..runs import keep_inputs

    keep_inputs([output], [input_, rules_folder])
    rules = load_rules(rules_folder)
    run = finished(input_, cycle, edition, as_of, rules, order)
    answer = meeting(run, rules, convention=convention.lower() if convention else None, group=group)
    if output:
        write_answer(output, {"met": answer.table}, force=force)
    say(f"Parties that met everything: {head(run)}")
    warn_of_sample(run)
    if run.provisional:
        say("The cycle goes on: what is not yet due counts as missing.")
    _tell(answer)
    if output:
        say(f"Written: {output}")


def _tell(answer: "Met") -> None:
    import polars as pl

    table = answer.table
    whole = table.filter(pl.col("missing") == 0)
    away = table.filter(pl.col("missing") > 0)
    if not whole.is_empty():
        say("")
        show(whole.select(MET.keys()), MET)
    if not away.is_empty():
        item = pl.coalesce("item_name", "item", "missing_roles")
        what = pl.concat_str("obligation", item, separator=" ", ignore_nulls=True)
        say("")
        show(
            away.with_columns(what=what.str.replace_all("_", " ")).select(AWAY.keys()),
            AWAY,
        )
    say(
        "",
        f"Met everything: {whole.height} of {answer.parties} countries that owe anything."
        f" One item away: {away.height}.",
    )
