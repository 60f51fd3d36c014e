"""`sdg1241 outstanding`: what is owed, and what meeting it would add."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import complete
from .answering import DAY, computed, state_of, tell_uncovered
from .options import (
    Place,
    conventions_option,
    cycle_option,
    edition_option,
    force_option,
    input_option,
    language_option,
    order_option,
    rules_option,
)
from .show import show
from .terminal import say

if TYPE_CHECKING:
    from ..rules import Rules
    from ..submissions import Order

COLUMNS = {
    "party": "Party",
    "convention": "Convention",
    "what": "Owed",
    "article": "Article",
    "due_on": "Due on",
    "state": "State",
    "gain": "Adds (%)",
}


@click.command()
@click.argument("party", required=False, shell_complete=complete.parties)
@click.option(
    "--group", shell_complete=complete.groups, help="M49 code or name of a group, e.g. 202 or LDCs."
)
@click.option("--all", "everyone", is_flag=True, help="Every Party.")
@input_option
@order_option
@conventions_option
@cycle_option
@edition_option
@click.option(
    "--as-of",
    type=DAY,
    metavar="DATE",
    help="Count what was received by this day, and days overdue up to it. Default: today (UTC).",
)
@rules_option
@force_option
@click.option(
    "--output",
    type=Place(path_type=Path),
    help="Folder for one workbook a Party, or a file ending in .csv, .json or .xlsx for one table.",
)
@language_option
def outstanding(
    party: str | None,
    group: str | None,
    everyone: bool,
    input_: Path,
    order: "Order | None",
    conventions: tuple[str, ...],
    cycle: int,
    edition: str | None,
    as_of: datetime | None,
    output: Path | None,
    rules_folder: Path | None,
    force: bool,
    language: str,
) -> None:
    """List what PARTY (code or name), a group or every Party still owes, and what meeting it would
    add to the score.

    A convention of which the register has no row is left out, unless --convention names it.

    \b
    Example:
      sdg1241 outstanding KEN --input sample_data/2020 --cycle 2020 --output out/reminders
    """
    import polars as pl

    from ..answers import outstanding as owed_by
    from ..answers import when_due
    from ..exports import write_answer, write_reminders
    from ..rules import load_rules
    from ..runs import keep_input_folder, keep_inputs
    from ..scoring import uncovered

    if sum((party is not None, group is not None, everyone)) != 1:
        raise click.UsageError("Name one Party, or a --group, or --all.")
    to_folder = output is not None and (output.is_dir() or not output.suffix)
    keep_inputs([output], [input_, rules_folder])
    if output and to_folder:
        keep_input_folder(output, [input_, rules_folder])
    day = as_of.date() if as_of else datetime.now(UTC).date()
    rules = load_rules(rules_folder)
    chosen = _chosen(rules, party, group, edition)
    run = computed(input_, cycle, edition, day, rules, order=order, conventions=conventions)
    tell_uncovered(run.checked.findings)
    bound = set(run.scored.audit["party"])
    asked = sorted(bound if chosen is None else bound & chosen)
    table = owed_by(run.scored, run.rules, day, asked)
    if not conventions:
        unknown = list(uncovered(run.checked, run.scored))
        table = table.filter(~pl.col("convention").is_in(unknown))
    table = table.with_columns(state=when_due(pl.col("days_overdue")))
    say(
        f"Outstanding on {day}: cycle {cycle}, edition"
        f" {run.scored.edition.id}{state_of(run.scored)}"
    )
    named = (
        pl.when(pl.col("item").is_not_null())
        .then(pl.coalesce("item_name", "item"))
        .otherwise("missing_roles")
    )
    what = pl.concat_str("obligation", named, separator=" ", ignore_nulls=True).str.replace_all(
        "_", " "
    )
    shown = table.with_columns(what=what)
    if not table.is_empty():
        show(shown.select(COLUMNS.keys()), COLUMNS)
    late = table.filter(pl.col("days_overdue") > 0).height
    if chosen is not None and not asked:
        say(
            f"None is a Party of any convention on {run.scored.cycle.ends}; 'sdg1241 explain' says"
            " why."
        )
    say(
        f"Parties asked: {len(asked)}. Items outstanding: {table.height}, of which overdue: {late}."
    )
    if output and to_folder:
        written = write_reminders(
            output, table, asked, run.scored, run.rules, language, force=force
        )
        say(f"Workbooks written: {written}, in {output}")
    elif output:
        write_answer(output, {"outstanding": table.drop("state")}, force=force)
        say(f"Written: {output}")


def _chosen(
    rules: "Rules", party: str | None, group: str | None, edition: str | None
) -> set[str] | None:
    """The Parties asked about; None for all."""
    from ..answers import find_party, group_parties

    if party is not None:
        return {find_party(rules.reference, party)}
    return None if group is None else group_parties(rules, group, edition)
