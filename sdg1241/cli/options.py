"""Options that many commands share, each with its completion in the shell."""

from pathlib import Path

import click

from . import complete
from .answering import DAY

input_option = click.option(
    "--input",
    "input_",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder of tables, or file of submissions.",
)
cycle_option = click.option(
    "--cycle",
    type=int,
    required=True,
    shell_complete=complete.cycles,
    help="Year of the cycle, e.g. 2020 for 2015 to 2019.",
)
edition_option = click.option(
    "--edition",
    shell_complete=complete.editions,
    help="State of the method, e.g. 2020-10. Default: the rule as it stands.",
)
as_of_option = click.option(
    "--as-of", type=DAY, metavar="DATE", help="Count only what was received by this day."
)
output_option = click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write as well; its ending says how: .json or .xlsx, or .csv for the first table.",
)
language_option = click.option(
    "--language",
    default="en",
    show_default=True,
    type=click.Choice(("ar", "zh", "en", "fr", "ru", "es")),
    help="Of what a person fills in.",
)
