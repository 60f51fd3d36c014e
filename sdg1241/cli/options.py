"""Options that many commands share, each with its completion in the shell."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from . import complete
from .answering import DAY


class Place(click.Path):
    """Where to write. Blank text is none: as a path it would be the folder one is in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, or a usage error where the text is blank."""
        if not str(value).strip():
            self.fail("is blank: name the place to write to.", param, ctx)
        return super().convert(value, param, ctx)


FILE_TO_WRITE = Place(dir_okay=False, path_type=Path)
FOLDER_TO_WRITE = Place(file_okay=False, path_type=Path)

rules_option = click.option(
    "--rules",
    "rules_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Rule files and tables of your own, in place of the shipped ones of the same name.",
)

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
    type=FILE_TO_WRITE,
    help="File to write as well; its ending says how: .json or .xlsx, or .csv for the first table.",
)
force_option = click.option(
    "--force",
    is_flag=True,
    help="Replace what stands in the place of the outputs; never an input.",
)
conventions_option = click.option(
    "--convention",
    "conventions",
    multiple=True,
    shell_complete=complete.conventions,
    help="Convention that the register covers, e.g. basel; no other is computed. Repeatable.",
)


def order_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`order`: how dates are read of which day and month can be taken for each other."""
    for order, what in (("month-first", "12/31"), ("day-first", "31/12")):
        command = click.option(
            f"--{order}",
            "order",
            flag_value=order,
            help=f"Dates that could be read both ways have 31 December as {what}.",
        )(command)
    return command


language_option = click.option(
    "--language",
    default="en",
    show_default=True,
    type=click.Choice(("ar", "zh", "en", "fr", "ru", "es")),
    help="Of what a person fills in.",
)
