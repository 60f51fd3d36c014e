"""`sdg1241 run`: the main job."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .answering import DAY, state_of
from .export import FORMAT, SETTINGS, write_exports
from .options import cycle_option, edition_option
from .progress import progress
from .terminal import say

if TYPE_CHECKING:
    import polars as pl

    from ..aggregation import Indicator
    from ..rules import Rules


@click.command()
@click.argument("input_", metavar="INPUT", type=click.Path(path_type=Path))
@cycle_option
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder to write.",
)
@edition_option
@click.option(
    "--as-of",
    type=DAY,
    metavar="DATE",
    help="Count only what was received by this day; adds scores against what is due on it.",
)
@click.option(
    "--previous",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of an earlier run, shown in the workbook beside this one with the change.",
)
@click.option(
    "--language", default="en", show_default=True, help="Of the workbook: ar, zh, en, fr, ru or es."
)
@click.option("--skip-invalid", is_flag=True, help="Go on without rejected rows.")
@click.option(
    "--export",
    "formats",
    type=FORMAT,
    multiple=True,
    help="Write a form for exchange too. Repeatable.",
)
@click.option(
    "--settings", type=SETTINGS, help="Settings of the exchange files, in place of those that ship."
)
@click.option(
    "--quiet",
    is_flag=True,
    help="No summary and no progress bar; findings are still counted on stderr.",
)
@click.pass_context
def run(
    ctx: click.Context,
    input_: Path,
    cycle: int,
    output: Path,
    edition: str | None,
    as_of: datetime | None,
    previous: Path | None,
    language: str,
    skip_invalid: bool,
    formats: tuple[str, ...],
    settings: Path | None,
    quiet: bool,
) -> None:
    """Compute the indicator of one cycle from INPUT: a folder of tables, or a file of submissions.

    \b
    Example:
      sdg1241 run sample_data/2020 --cycle 2020 --output out/2020
      sdg1241 run sample_data/2020 --cycle 2020 --output out/exported --export sdmx-csv
    """
    from ..aggregation import aggregate
    from ..exports import Run, held, read_previous, write_findings, write_run
    from ..exports.exchange import load_settings
    from ..rules import load_rules
    from ..scoring import score
    from ..submissions import has_errors, read_register, validate

    if settings and not formats:
        raise click.UsageError("--settings goes with --export.")
    if formats:
        load_settings(settings)
    rules = load_rules()
    rules.cycle(cycle), rules.edition(edition)
    beside = read_previous(previous) if previous else None
    with held(output):
        register = read_register(input_)
        with progress(register, quiet) as advance:
            checked = validate(register, rules, progress=advance)
        failed = has_errors(checked.findings)
        if failed and not (skip_invalid and checked.complete):
            write_findings(output, checked.findings)
            _echo_findings(checked.findings, output)
            way_out = ", or leave rejected rows out with --skip-invalid" if checked.complete else ""
            say(f"Nothing was computed. Correct the input{way_out}.", err=True)
            ctx.exit(1)
        scored = score(checked, rules, cycle, edition, as_of.date() if as_of else None)
        indicator = aggregate(scored, rules)
        write_run(output, Run(rules, register, checked, scored, indicator), beside, language)
        if formats:
            write_exports([output], formats, settings)
    if not quiet:
        say(f"SDG 12.4.1, cycle {scored.cycle.id}, edition {scored.edition.id}{state_of(scored)}")
        say(*_summary(indicator, rules))
        say(f"Party status: {checked.status_table}. Outputs: {output}")
    _echo_findings(checked.findings, output)
    ctx.exit(1 if failed else 0)


def _summary(indicator: "Indicator", rules: "Rules") -> list[str]:
    import polars as pl

    world = indicator.aggregates.filter(
        pl.col("group_m49") == rules.reference.levels["group_m49"][0]
    )
    by_name = {row["convention"]: row for row in world.iter_rows(named=True)}
    names = {c.id: c.short_name for c in rules.conventions} | {"all": "All conventions"}
    lines = [f"{'':24}{'Parties':>8}{'World mean (%)':>16}{'Parties meeting':>17}"]
    for key, name in names.items():
        if key in by_name:
            row = by_name[key]
            lines.append(
                f"{name:24}{row['parties']:>8}{row['mean_score']:>16}{row['parties_meeting']:>17}"
            )
    return lines


def _echo_findings(findings: "pl.DataFrame", output: Path) -> None:
    counts = dict(findings["severity"].value_counts().rows())
    said = ", ".join(
        f"{counts[s]} {s}{'s' if counts[s] > 1 else ''}"
        for s in ("error", "warning", "note")
        if s in counts
    )
    if said:
        say(f"Findings: {said}; see {output / 'findings.csv'}", err=True)
