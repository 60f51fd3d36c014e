"""`sdg1241 export`: a finished run in the forms that others take."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import complete
from .answering import tell_choice, warn_refused
from .options import FOLDER_TO_WRITE, force_option, rules_option
from .terminal import say

if TYPE_CHECKING:
    from ..rules import Rules

FORMATS = (
    "sdmx-csv",
    "sdmx-csv-1.0",
    "sdmx-csv-2.0",
    "sdmx-ml",
    "unsd-csv",
    "unsd-xlsx",
    "sdmx-converter",
    "open-sdg",
)
FORMAT = click.Choice(FORMATS)
SETTINGS = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument(
    "folders", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--to", "formats", type=FORMAT, multiple=True, required=True, help="Form to write. Repeatable."
)
@click.option(
    "--output",
    type=FOLDER_TO_WRITE,
    help="Folder to write. Default: DIR/exchange.",
)
@click.option(
    "--settings",
    type=SETTINGS,
    help="Codes, versions, source, date and footnotes, in place of those that ship.",
)
@click.option(
    "--decimals",
    type=click.Choice(("5", "edition")),
    default="5",
    show_default=True,
    help="'edition': as many as the run's edition published, for comparison with it.",
)
@click.option(
    "--area",
    shell_complete=complete.parties,
    help="One country alone (ISO or M49 code, or name).",
)
@rules_option
@force_option
def export(
    folders: tuple[Path, ...],
    formats: tuple[str, ...],
    output: Path | None,
    settings: Path | None,
    decimals: str,
    area: str | None,
    rules_folder: Path | None,
    force: bool,
) -> None:
    """Write finished runs, each the folder DIR that 'run' wrote, in forms for exchange.

    Several DIR, each of another cycle, go into one file; they need --output. 'sdmx-csv' writes
    versions 1.0 and 2.0. Every code is checked before anything is written. With --area a file holds
    one country's values, and its name the country's code.

    \b
    Example:
      sdg1241 run sample_data/2020 --cycle 2020 --edition 2020-10 --output out/2020
      sdg1241 export out/2020 --to sdmx-csv --to unsd-xlsx
      sdg1241 export out/2020 --to open-sdg --area KEN --output out/kenya
    """
    if output is None and len(folders) > 1:
        raise click.UsageError("Several folders need --output.")
    from ..rules import load_rules
    from ..runs import keep_input_folder

    if output is not None:
        keep_input_folder(output, [*folders, rules_folder])
    as_published = decimals == "edition"
    export_runs(
        folders,
        formats,
        settings,
        output,
        rules=load_rules(rules_folder),
        as_published=as_published,
        area=area,
        force=force,
    )


def export_runs(
    folders: Sequence[Path],
    formats: Sequence[str],
    settings: Path | None,
    output: Path | None = None,
    *,
    rules: "Rules",
    as_published: bool = False,
    area: str | None = None,
    force: bool = False,
) -> None:
    """Read finished runs, write them in some formats, and name the files."""
    from ..exports.exchange import exchange, exchange_files, load_settings, write_exchange
    from ..runs import held, read_run, write_exports

    said = load_settings(settings)
    target = output or folders[0]
    with held(target) if output or target.is_dir() else nullcontext():
        runs = [read_run(folder, rules) for folder in folders]
        warn_refused(*folders)
        tell_choice(*runs)
        data = exchange(runs, said, rules, as_published=as_published)
        files = exchange_files(data, formats, area)
        write = write_exports if output is None else write_exchange
        written = write(target, files, force=force)
    for path in written:
        say(f"Written: {path}")
    beside = dict.fromkeys(name for run in runs for name in run.beside_indicator)
    if beside:
        say(f"Left out, as not belonging to 12.4.1: {', '.join(beside)}.", err=True)
    if settings is None:
        say(
            f"Last update {said.last_update}, source {said.source}: give your own with --settings.",
            err=True,
        )
