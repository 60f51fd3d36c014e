"""`sdg1241 validate`: everything that is wrong with an input, at once."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import FILE_TO_WRITE, force_option, order_option, rules_option
from .progress import progress
from .terminal import say

if TYPE_CHECKING:
    import polars as pl

    from ..submissions import Order

PLACES = 3


@click.command()
@click.argument("input_", metavar="INPUT", type=click.Path(path_type=Path))
@click.option(
    "--report",
    type=FILE_TO_WRITE,
    help="Full list: .csv, .json or .xlsx.",
)
@order_option
@rules_option
@force_option
@click.pass_context
def validate(
    ctx: click.Context,
    input_: Path,
    report: Path | None,
    order: "Order | None",
    rules_folder: Path | None,
    force: bool,
) -> None:
    """Check INPUT and show every finding, grouped by its code.

    The .xlsx report is a copy of the input with the cells in question coloured and commented,
    behind a list of all findings. Exit status: 0 no errors, 1 errors in the data, 2 the input
    cannot be read.

    \b
    Example:
      sdg1241 validate sample_data/2020 --report out/findings.xlsx
    """
    from ..rules import load_rules
    from ..runs import keep_inputs
    from ..submissions import has_errors, read_register
    from ..submissions import validate as check

    keep_inputs([report], [input_, rules_folder], outside=False)
    register = read_register(input_, order)
    with progress(register) as advance:
        checked = check(register, load_rules(rules_folder), progress=advance)
    if report:
        from ..exports.report import write_report  # openpyxl, for no other reason

        write_report(report, register, checked, force=force)
    _show(checked.findings)
    counts = checked.inputs.select("rows_read", "rows_accepted", "rows_rejected").sum().row(0)
    say("Rows read: {}; accepted: {}; rejected: {}.".format(*counts))
    if report:
        say(f"Written: {report}")
    ctx.exit(1 if has_errors(checked.findings) else 0)


def _show(findings: "pl.DataFrame") -> None:
    import polars as pl

    from ..submissions import catalogue
    from .show import show

    order = {"error": 0, "warning": 1, "note": 2}
    place = pl.concat_str(
        "file",
        pl.format("[{}]", "sheet"),
        pl.format("row {}", "row"),
        "column",
        pl.format("'{}'", "value"),
        separator=" ",
        ignore_nulls=True,
    )
    groups = (
        findings.with_columns(place=place)
        .group_by("code", "severity", maintain_order=True)
        .agg(
            found=pl.len(),
            places=pl.col("place").filter(pl.col("place") != "").head(PLACES).str.join("; "),
        )
        .sort(pl.col("severity").replace_strict(order), "code")
        .with_columns(
            title=pl.col("code").replace_strict({k: v.title for k, v in catalogue().items()})
        )
        .select("severity", "code", "title", "found", "places")
    )
    if groups.is_empty():
        say("Nothing found.")
    else:
        show(
            groups,
            {
                "severity": "Severity",
                "code": "Code",
                "title": "Finding",
                "found": "Found",
                "places": "First places",
            },
        )
