"""`sdg1241 compare`: two finished runs."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import complete
from .answering import tell_choice, warn_refused
from .comparing import show_comparison, show_movers, show_why
from .options import FILE_TO_WRITE, force_option, rules_option
from .terminal import say

if TYPE_CHECKING:
    import polars as pl

    from ..runs import Run

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("a", type=FOLDER)
@click.argument("b", type=FOLDER)
@click.argument("party", required=False, shell_complete=complete.parties)
@click.option(
    "--group",
    shell_complete=complete.groups,
    help="Why the mean rate of a group changed: its M49 code or name, e.g. 202 or LDCs.",
)
@click.option(
    "--movers",
    "number",
    type=click.IntRange(min=1),
    metavar="N",
    help="The N areas whose mean rate rose most and the N whose fell most, ranked.",
)
@click.option("--parties", is_flag=True, help="With --movers: rank countries instead of areas.")
@click.option(
    "--output",
    type=FILE_TO_WRITE,
    help="File to write: .csv for the first table, .json or .xlsx for all.",
)
@rules_option
@force_option
def compare(
    a: Path,
    b: Path,
    party: str | None,
    group: str | None,
    number: int | None,
    parties: bool,
    output: Path | None,
    rules_folder: Path | None,
    force: bool,
) -> None:
    """Compare the finished runs in folders A and B: cycles, editions, as-of dates or registers.

    The change of each mean is split into what comes from transmissions, from rules, and from who is
    counted; the three add up to it exactly. With PARTY (code or name) or --group: why that rate
    changed, convention by convention and item by item. Parties stand in the order of their codes;
    nothing is ranked but with --movers.

    \b
    Example:
      sdg1241 run sample_data/2015 --cycle 2015 --output out/2015
      sdg1241 run sample_data/2020 --cycle 2020 --output out/2020
      sdg1241 compare out/2015 out/2020 --output out/changes.xlsx
      sdg1241 compare out/2015 out/2020 Kenya
      sdg1241 compare out/2015 out/2020 --group LDCs --output out/LDCs.xlsx
      sdg1241 compare out/2015 out/2020 --movers 5
    """
    from ..answers import compare as compared
    from ..answers import movers, why
    from ..exports import write_answer
    from ..rules import load_rules
    from ..runs import keep_inputs, read_run

    if sum(given is not None for given in (party, group, number)) > 1:
        raise click.UsageError("Name one Party, or a --group, or --movers.")
    if parties and number is None:
        raise click.UsageError("--parties goes with --movers N.")
    keep_inputs([output], [a, b, rules_folder])
    rules = load_rules(rules_folder)
    first, second = read_run(a, rules), read_run(b, rules)
    warn_refused(a, b)
    tell_choice(first, second)
    answer = compared(first, second, rules)
    tables: dict[str, pl.DataFrame]
    if number is not None:
        ranked = movers(answer, rules, number, parties=parties)
        tables, tell = {"movers": ranked}, partial(show_movers, ranked)
    elif party is not None or group is not None:
        told = why(answer, rules, party, group)
        tables, tell = told.tables(), partial(show_why, told, rules)
    else:
        tables, tell = answer.tables(), partial(show_comparison, answer, rules)
    if output:
        write_answer(output, tables, force=force)
    say(f"A: {_named(first)}", f"B: {_named(second)}", "")
    tell()
    if output:
        say(f"Written: {output}")


def _named(run: "Run") -> str:
    as_of = f", as of {run.as_of}" if run.as_of else ""
    return f"cycle {run.cycle}, edition {run.edition}{as_of} ({run.folder})"
