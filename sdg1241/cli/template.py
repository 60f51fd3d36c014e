"""`sdg1241 template`: workbooks to fill in."""

from pathlib import Path

import click

from . import complete
from .options import FILE_TO_WRITE, cycle_option, force_option, language_option, rules_option
from .terminal import say


@click.command()
@click.argument("convention", required=False, shell_complete=complete.conventions)
@cycle_option
@click.option(
    "--output",
    type=FILE_TO_WRITE,
    required=True,
    help="Workbook to write.",
)
@click.option(
    "--parties",
    shell_complete=complete.party_list,
    help="Parties for the rows, separated by commas. Default: all of the convention.",
)
@click.option("--all", "all_", is_flag=True, help="One workbook with a sheet for each convention.")
@rules_option
@force_option
@language_option
def template(
    convention: str | None,
    cycle: int,
    output: Path,
    parties: str | None,
    all_: bool,
    rules_folder: Path | None,
    force: bool,
    language: str,
) -> None:
    """Write an Excel workbook to fill in for one CONVENTION, or for all.

    The filled workbook is input for `run` and `validate`.

    \b
    Example:
      sdg1241 template basel --cycle 2025 --output out/basel.xlsx --parties KEN,UGA
    """
    from ..errors import UsageError
    from ..exports.template import template_bytes
    from ..rules import load_rules
    from ..runs import keep_inputs, write_bytes

    keep_inputs([output], [rules_folder])
    if (convention is None) != all_:
        raise UsageError("Name one convention, or give --all.")
    rules = load_rules(rules_folder)
    period = rules.cycle(cycle)
    names = (
        [convention.lower()]
        if convention
        else [c.id for c in rules.conventions if c.entry_into_force <= period.ends]
    )
    wanted = [text for text in (parties or "").split(",") if text.strip()]
    data = template_bytes(rules, names, cycle, wanted, language)
    write_bytes(output, data, force=force)
    say(f"Written: {output}")
