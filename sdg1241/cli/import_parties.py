"""`sdg1241 import parties`: Party status as depositaries and secretariats publish it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import complete
from .import_ import FILE, echo_findings, write_tables
from .options import FILE_TO_WRITE, force_option, order_option, rules_option
from .show import show
from .terminal import say

if TYPE_CHECKING:
    from ..answers import StatusChange
    from ..submissions import Order

LISTED = 20
SHOWN = {
    "convention": "Convention",
    "party": "Party",
    "shipped_entry_into_force": "Shipped",
    "entry_into_force": "Here",
    "moves": "Moves",
}


@click.command()
@click.argument("files", metavar="FILE...", type=FILE, nargs=-1, required=True)
@click.option(
    "--output",
    type=FILE_TO_WRITE,
    required=True,
    help="Table of Parties to write: parties.csv, beside the register.",
)
@click.option(
    "--report",
    type=FILE_TO_WRITE,
    help="Every difference to the shipped table: .csv, or with what it moves .json or .xlsx.",
)
@click.option(
    "--findings", type=FILE_TO_WRITE, help="Table to write of rows that make no Party and why."
)
@click.option(
    "--convention",
    shell_complete=complete.conventions,
    help="Of tables that do not say of which convention they are.",
)
@order_option
@rules_option
@force_option
@click.pass_context
def parties(
    ctx: click.Context,
    files: tuple[Path, ...],
    output: Path,
    report: Path | None,
    findings: Path | None,
    convention: str | None,
    order: "Order | None",
    rules_folder: Path | None,
    force: bool,
) -> None:
    """Make a table of Parties from status tables, and compare it with the one that ships.

    FILE is a table (CSV, Excel) of who signed, deposited and is bound, as the United Nations Treaty
    Collection or a secretariat publishes it, or a saved feed of InforMEA's CountryProfiles. Where
    only the deposit is given, the treaty's own rule of entry into force is applied. Give the tables
    of all conventions together.

    Exit status: 0 every row was understood, 1 some were not (the rest is written), 2 a file could
    not be read.

    \b
    Example:
      sdg1241 import parties basel.csv rotterdam.xlsx --output out/parties.csv
    """
    from ..answers import status_change
    from ..exports import answer_bytes
    from ..imports import import_parties
    from ..rules import load_rules
    from ..runs import keep_inputs
    from ..submissions import has_errors

    keep_inputs([output, report, findings], [*files, rules_folder])
    rules = load_rules(rules_folder)
    imported = import_parties(files, rules, convention.lower() if convention else None, order=order)
    change = status_change(imported.parties, rules)
    kept = not imported.parties.is_empty()
    beside = {report: answer_bytes(report, change.tables())} if report and kept else {}
    tables = (output, "parties", imported.parties), (findings, "findings", imported.findings)
    written = write_tables(tables, beside, force=force)
    say(f"Rows read: {imported.read}")
    say(f"  accepted {imported.accepted:>6}  as {imported.parties.height} rows of {output}")
    outside = f"{imported.not_parties} not Parties, {imported.other_treaties} of other treaties"
    say(f"  rejected {imported.rejected:>6}  of which {outside}")
    if written:
        _tell(change)
    if report and written:
        say(f"Written: {report}")
    echo_findings(imported.findings, findings)
    ctx.exit(1 if has_errors(imported.findings) or not written else 0)


def _tell(change: "StatusChange") -> None:
    """The differences by convention, and those that move something."""
    import polars as pl

    table = change.differences
    say("", "Beside the shipped table:")
    for convention in change.conventions:
        kinds = table.filter(pl.col("convention") == convention)["difference"].to_list()
        counts = (f"{kinds.count(kind)} {kind}" for kind in ("new", "changed", "missing"))
        say(f"  {convention:12}" + ", ".join(counts))
    moving = table.filter(pl.col("moves").is_not_null())
    if moving.is_empty():
        say("No cycle is moved by it.")
        return
    say("", f"Of these, so many move a cycle: {moving.height}")
    show(moving.select(SHOWN.keys()).head(LISTED), SHOWN)
    if moving.height > LISTED:
        say(f"... and {moving.height - LISTED} more; --report FILE lists all of them.")
