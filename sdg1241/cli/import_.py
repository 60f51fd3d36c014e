"""`sdg1241 import`: what others publish, as tables of this program."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import complete
from .options import FILE_TO_WRITE, force_option, rules_option
from .terminal import say

if TYPE_CHECKING:
    import polars as pl

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
CODES_SHOWN = 12


@click.group(name="import")
def import_() -> None:
    """Read what others publish: InforMEA's feeds, UNSD's releases, depositaries' status tables."""


def _show_mapping(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from ..imports import shipped_mapping

        click.echo(shipped_mapping(), nl=False)
        ctx.exit()


@import_.command()
@click.argument("files", metavar="FILE...", type=FILE, nargs=-1, required=True)
@click.option(
    "--output",
    type=FILE_TO_WRITE,
    required=True,
    help="Table of submissions to write, e.g. submissions.csv.",
)
@click.option(
    "--findings", type=FILE_TO_WRITE, help="Table to write of what was not mapped and why."
)
@click.option(
    "--mapping",
    type=FILE,
    help="Mapping file of your own, in place of the one that comes with the program.",
)
@click.option(
    "--keep-non-parties",
    is_flag=True,
    help="Keep rows of countries that the shipped Party status lacks.",
)
@rules_option
@force_option
@click.option(
    "--show-mapping",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_mapping,
    help="Print the mapping file that comes with the program, and stop.",
)
@click.pass_context
def informea(
    ctx: click.Context,
    files: tuple[Path, ...],
    output: Path,
    findings: Path | None,
    mapping: Path | None,
    keep_non_parties: bool,
    rules_folder: Path | None,
    force: bool,
) -> None:
    """Make submissions from saved feeds of InforMEA: CountryReports, NationalPlans, Contacts.

    Give every page of a feed, as saved in JSON; nothing is fetched. What cannot be mapped with
    certainty is listed and left out. Contacts are dated by their last update, which is not their
    designation. Names, addresses and e-mails are never copied. Not every secretariat serves every
    feed. Where no record answers one of the five agreements, no table is written.

    Exit status: 0 all was mapped, 1 something was not (the rest is written), 2 a file could not be
        read.

    \b
    Example:
      sdg1241 import informea reports.json contacts.json --output out/submissions.csv
    """
    from ..imports import import_informea, load_mapping
    from ..rules import load_rules
    from ..runs import keep_inputs
    from ..submissions import has_errors

    keep_inputs([output, findings], [*files, mapping, rules_folder])
    rules = load_rules(rules_folder)
    imported = import_informea(files, rules, load_mapping(rules, mapping), keep_non_parties)
    tables = (
        (output, "submissions", imported.submissions),
        (findings, "findings", imported.findings),
    )
    written = write_tables(tables, force=force)
    counts = imported.counts
    say(f"Entries read: {imported.read} (reports, plans, and contacts once for each treaty)")
    rows = f"as {imported.submissions.height} rows of {output}"
    said = rows if written else f"no row: {output} was not written"
    say(f"  mapped      {counts['mapped']:>6}  {said}")
    not_mapped = counts["not mapped"] + counts["outside"]
    say(f"  not mapped  {not_mapped:>6}  of which {counts['outside']} outside the indicator")
    say(f"  duplicates  {counts['duplicates']:>6}")
    echo_findings(imported.findings, findings)
    ctx.exit(1 if has_errors(imported.findings) else 0)


@import_.command()
@click.argument("files", metavar="FILE...", type=FILE, nargs=-1, required=True)
@click.option(
    "--output",
    type=FILE_TO_WRITE,
    required=True,
    help="Table of published values to write, e.g. published.csv.",
)
@click.option(
    "--findings", type=FILE_TO_WRITE, help="Table to write of rows that could not be read and why."
)
@rules_option
@force_option
@click.option(
    "--vintage", help="Name of the release, e.g. 2026-03. Default: the one that the file gives."
)
@click.option(
    "--area",
    shell_complete=complete.parties,
    help="One country (ISO or M49 code, or name); needed for a file of a national platform.",
)
@click.pass_context
def unsd(
    ctx: click.Context,
    files: tuple[Path, ...],
    output: Path,
    findings: Path | None,
    vintage: str | None,
    rules_folder: Path | None,
    area: str | None,
    force: bool,
) -> None:
    """Make a table of published values from a release of UNSD.

    FILE is a download of the SDG database (CSV, or Excel with the sheet 'data'), the workbook of
    one series, a table of the Open Data Hub, SDMX-CSV, SDMX-ML, a workbook of the SDMX Converter,
    data of an Open SDG platform, or an answer of the SDG service in JSON (Indicator/Data, of which
    all pages may be given, or Indicator/PivotData). Units other than percent are refused.

    Exit status: 0 all rows were read, 1 some were not (the rest is written), 2 a file could not be
        read.

    \b
    Example:
      sdg1241 import unsd Goal12.xlsx --vintage 2026-03 --output out/published.csv
    """
    from ..answers import find_area
    from ..imports import import_published
    from ..rules import load_rules
    from ..runs import keep_inputs
    from ..submissions import has_errors

    keep_inputs([output, findings], [*files, rules_folder])
    rules = load_rules(rules_folder)
    code = find_area(rules.reference, area) if area else None
    published = import_published(files, rules, vintage, area=code)
    tables = (output, "published", published.rows), (findings, "findings", published.findings)
    written = write_tables(tables, force=force)
    say(f"Rows read: {sum(published.counts.values())}")
    for what, count in published.counts.items():
        if count:
            say(f"  {what:17}{count:>8}")
    echo_findings(published.findings, findings)
    ctx.exit(1 if has_errors(published.findings) or not written else 0)


def write_tables(
    tables: Sequence[tuple[Path | None, str, "pl.DataFrame"]],
    beside: Mapping[Path, bytes] | None = None,
    *,
    force: bool,
) -> bool:
    """Write the table, its findings and other files beside them where they were asked for, all or
    none; of a table without a row the findings alone, and tell whether it was written."""
    from ..exports import answer_bytes
    from ..runs import write_files

    files = {path: answer_bytes(path, {name: table}) for path, name, table in tables if path}
    files |= beside or {}
    output, _, table = tables[0]
    if empty := table.is_empty():
        files = {path: data for path, data in files.items() if path != output}
    write_files(files, force=force)
    if empty:
        say(f"Nothing could be taken over, so {output} was not written.", err=True)
    return not empty


def echo_findings(findings: "pl.DataFrame", path: Path | None) -> None:
    """Say on stderr how often each kind of finding was made, most severe first."""
    order = {"error": 0, "warning": 1, "note": 2}
    kinds = sorted(
        set(findings.select("severity", "code").rows()), key=lambda kind: (order[kind[0]], kind[1])
    )
    codes = findings["code"].to_list()
    for severity, code in kinds[:CODES_SHOWN]:
        first = findings.row(codes.index(code), named=True)
        say(f"{severity:8}{codes.count(code):>6}  {code}: {first['message']}", err=True)
    if len(kinds) > CODES_SHOWN:
        say(f"and {len(kinds) - CODES_SHOWN} further kinds", err=True)
    if kinds:
        say(
            f"All findings: {path}"
            if path
            else "Write all findings to a table with --findings FILE.",
            err=True,
        )
