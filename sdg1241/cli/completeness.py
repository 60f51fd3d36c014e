"""`sdg1241 completeness`: what was transmitted of what is owed, and what of it on time."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import complete
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
    import polars as pl

    from ..submissions import Order

LONGEST = 100
COLUMNS = {
    "rank": "Rank",
    "group": "Area",
    "convention": "Convention",
    "obligation": "Obligation",
    "what": "Item",
    "parties": "Parties",
    "parties_complete": "Complete",
    "owed": "Owed",
    "on_time": "On time",
    "late": "Late",
    "undated": "Undated",
    "excused": "Excused",
    "not_yet_due": "Not yet due",
    "missing": "Missing",
    "share_transmitted": "Transmitted (%)",
    "share_on_time": "On time (%)",
    "due_date_not_binding": "Not binding",
    "parties_due": "Parties owing",
    "owed_due": "Owed by now",
    "share_transmitted_due": "Transmitted of it (%)",
}
# Left out where no row has a value: what the rows are not about, and what was due by now.
OPTIONAL = ("rank", "group", "convention", "obligation", "what", *list(COLUMNS)[-3:])
EARLIER = (
    "The run is of an earlier version, whose audit has no due dates: what is on time, late, not"
    " yet due or missing stays blank. Compute it again for these."
)


@click.command()
@input_argument
@optional_cycle
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(("convention", "obligation", "item", "region", "group")),
    help="What a row is about. Repeatable. Default: obligation. Region: those of the SDGs.",
)
@convention_option
@click.option(
    "--obligation",
    shell_complete=complete.obligations,
    help="This obligation only, e.g. import_response.",
)
@group_option
@edition_option
@as_of_option
@order_option
@rules_option
@output_option
@force_option
def completeness(
    input_: Path,
    cycle: int | None,
    by: tuple[str, ...],
    convention: str | None,
    obligation: str | None,
    group: str | None,
    edition: str | None,
    as_of: datetime | None,
    order: "Order | None",
    rules_folder: Path | None,
    output: Path | None,
    force: bool,
) -> None:
    """Count what was transmitted of what is owed, and what came on time; the worst first.

    INPUT is a folder of tables, a file of submissions, or the folder of a finished run. Units are
    items owed by countries. On time is judged by the Party's own due date and the earliest valid
    receipt. Fewer than 5 items owed are not ranked.

    The samples carry invented items and dates (each receipt on its due day, where there is one):
    what comes out for them says nothing of any State.

    \b
    Example:
      sdg1241 completeness sample_data/2020 --cycle 2020 --by item --obligation import_response
      sdg1241 completeness sample_data/2020 --cycle 2020 --convention basel --group LDCs
    """
    from ..answers import completeness as counted
    from ..answers import knows_due_dates
    from ..exports import write_answer
    from ..rules import load_rules
    from ..runs import keep_inputs

    keep_inputs([output], [input_, rules_folder])
    rules = load_rules(rules_folder)
    run = finished(input_, cycle, edition, as_of, rules, order)
    table = counted(
        run,
        rules,
        by or ("obligation",),
        convention=convention.lower() if convention else None,
        obligation=obligation.lower() if obligation else None,
        group=group,
    )
    if output:
        write_answer(output, {"completeness": table}, force=force)
    say(f"Completeness of transmission: {head(run)}")
    warn_of_sample(run)
    if not knows_due_dates(run):
        say(EARLIER)
    _tell(table)
    if output:
        say(f"Written: {output}")


def _tell(table: "pl.DataFrame") -> None:
    import polars as pl

    if table.is_empty():
        say("Nothing is owed: no country is a Party of what was asked about.")
        return
    shown = table.with_columns(what=pl.coalesce("item_name", "item"))
    kept = [c for c in COLUMNS if c not in OPTIONAL or shown[c].null_count() < shown.height]
    show(shown.select(kept).head(LONGEST), COLUMNS)
    if shown.height > LONGEST:
        say(f"Further rows: {shown.height - LONGEST}. --output writes all of them.")
    say(
        f"Counted on {table['counted_on'][0]}. Transmitted (%) is of what is owed and not excused;"
        " on time (%) of items whose own due date has passed, missing ones included."
    )
    if table["owed_due"].count():
        say("Owed by now: what was due by that day, of the Parties that owed anything by then.")
    if table["due_date_not_binding"].sum():
        say(
            "Not binding: items in no share on time, for they were due before the Party's entry"
            " into force, or that date is not known."
        )
