"""`sdg1241 run`: the main job."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import complete
from .answering import DAY, state_of, tell_choice, tell_uncovered, warn_refused
from .country import tell_view, write_view
from .export import FORMAT, SETTINGS, export_runs
from .options import (
    FOLDER_TO_WRITE,
    conventions_option,
    cycle_option,
    edition_option,
    force_option,
    order_option,
    rules_option,
)
from .progress import progress
from .terminal import say

if TYPE_CHECKING:
    import polars as pl

    from ..runs import RefusedError, Run
    from ..submissions import Order


@click.command()
@click.argument("input_", metavar="INPUT", type=click.Path(path_type=Path))
@cycle_option
@click.option(
    "--output",
    type=FOLDER_TO_WRITE,
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
@conventions_option
@order_option
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
    "--area",
    shell_complete=complete.parties,
    help="Show one country (ISO or M49 code, or name) and write its whole view; exports hold it"
    " alone.",
)
@click.option(
    "--quiet",
    is_flag=True,
    help="No summary and no progress bar; findings are still counted on stderr.",
)
@rules_option
@force_option
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
    conventions: tuple[str, ...],
    order: "Order | None",
    skip_invalid: bool,
    formats: tuple[str, ...],
    settings: Path | None,
    area: str | None,
    quiet: bool,
    rules_folder: Path | None,
    force: bool,
) -> None:
    """Compute the indicator of one cycle from INPUT: a folder of tables, or a file of submissions.

    With --area everything is computed and written as without it, for means need every country; a
    workbook in the folder 'exchange' of the output holds the one country's standing, scores, the
    means of its areas, each item and what it still owes.

    \b
    Example:
      sdg1241 run sample_data/2020 --cycle 2020 --output out/2020
      sdg1241 run sample_data/2020 --cycle 2020 --output out/exported --export sdmx-csv
      sdg1241 run sample_data/2020 --cycle 2020 --output out/kenya --area KEN
    """
    from ..answers import find_party
    from ..compute import compute
    from ..exports import write_run
    from ..exports.exchange import load_settings
    from ..rules import load_rules
    from ..runs import (
        RefusedError,
        check_folder,
        held,
        keep_input_folder,
        read_run,
        write_refused,
    )
    from ..submissions import has_errors, read_register

    if settings and not formats:
        raise click.UsageError("--settings goes with --export.")
    keep_input_folder(output, [input_, rules_folder])
    if previous:
        keep_input_folder(output, [previous])
    if formats:
        load_settings(settings)
    rules = load_rules(rules_folder)
    rules.cycle(cycle), rules.only(conventions)
    party = find_party(rules.reference, area) if area else None
    state = rules.edition(edition).id
    day = as_of.date() if as_of else None
    beside = read_run(previous, rules) if previous else None
    warn_refused(previous)
    with held(output):
        check_folder(output, cycle, state, force=force)
        register = read_register(input_, order)
        try:
            with progress(register, quiet) as advance:
                done = compute(
                    register,
                    cycle,
                    edition=edition,
                    as_of=day,
                    rules=rules,
                    progress=advance,
                    skip_invalid=skip_invalid,
                    conventions=conventions,
                )
        except RefusedError as refused:
            found = write_refused(output, refused, cycle, state, day, force=force)
            _tell_refusal(refused, found)
            ctx.exit(1)
        write_run(output, done, beside, language, force=force)
        if formats:
            export_runs([output], formats, settings, area=party, rules=rules, force=force)
        view = write_view(output, done, party, force=force) if party else None
    if not formats:
        tell_choice(done)
    if not quiet:
        say(f"SDG 12.4.1, cycle {done.cycle}, edition {done.edition}{state_of(done.scored)}")
        if view:
            tell_view(view)
        else:
            say(*_summary(done))
        if beside_it := [c.short_name for c in rules.beside_indicator]:
            say(f"Not of 12.4.1, and in no transmission rate: {', '.join(beside_it)}")
        say(f"Party status: {done.checked.status_table}. Outputs: {output}")
    findings = done.checked.findings
    tell_uncovered(findings)
    _echo_findings(findings, output / "findings.csv")
    ctx.exit(1 if has_errors(findings) else 0)


def _tell_refusal(refused: "RefusedError", found: Path) -> None:
    checked = refused.checked
    _echo_findings(checked.findings, found)
    way_out = ", or leave rejected rows out with --skip-invalid" if checked.complete else ""
    say(f"Nothing was computed. Correct the input{way_out}.", err=True)


def _summary(run: "Run") -> list[str]:
    import polars as pl

    rules = run.rules
    world = run.tables["aggregates"].filter(
        pl.col("group_m49") == rules.reference.levels["group_m49"][0]
    )
    by_name = {row["convention"]: row for row in world.iter_rows(named=True)}
    names = {c.id: c.short_name for c in rules.conventions} | {"all": "All conventions"}
    due = f"{'Owing yet':>11}{'Mean of due (%)':>17}" if run.as_of else ""
    lines = [f"{'':24}{'Parties':>8}{'World mean (%)':>16}{'Parties meeting':>17}{due}"]
    for key, name in names.items():
        if key in by_name:
            row = by_name[key]
            mean = "" if row["mean_score_due"] is None else row["mean_score_due"]
            due = f"{row['parties_due']:>11}{mean:>17}" if run.as_of else ""
            lines.append(
                f"{name:24}{row['parties']:>8}{row['mean_score']:>16}{row['parties_meeting']:>17}"
                f"{due}"
            )
    return lines


def _echo_findings(findings: "pl.DataFrame", path: Path) -> None:
    counts = dict(findings["severity"].value_counts().rows())
    said = ", ".join(
        f"{counts[s]} {s}{'s' if counts[s] > 1 else ''}"
        for s in ("error", "warning", "note")
        if s in counts
    )
    if said:
        say(f"Findings: {said}; see {path}", err=True)
