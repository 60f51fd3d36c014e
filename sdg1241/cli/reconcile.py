"""`sdg1241 reconcile`: our values beside the published ones."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import complete
from .answering import computed
from .options import FILE_TO_WRITE, force_option, order_option, rules_option
from .show import show
from .terminal import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from ..answers import Reconciliation
    from ..rules import Rules
    from ..runs import Run
    from ..submissions import Order

LONGEST = 20


@click.command()
@click.option(
    "--input",
    "inputs",
    type=click.Path(path_type=Path),
    required=True,
    multiple=True,
    help="Folder of tables or file of submissions; once, or once for each --cycle.",
)
@click.option(
    "--cycle",
    "cycles",
    type=int,
    required=True,
    multiple=True,
    shell_complete=complete.cycles,
    help="Year of the cycle; repeat for more.",
)
@click.option(
    "--published",
    required=True,
    metavar="FILE|EDITION",
    shell_complete=complete.published,
    help="A file of published values, or a release that ships with the program, e.g. 2020-10.",
)
@click.option(
    "--edition",
    shell_complete=complete.editions,
    help="State of the method. Default: the published edition where it is one, else today's.",
)
@click.option(
    "--output",
    type=FILE_TO_WRITE,
    help="File to write: .csv, .json or .xlsx.",
)
@order_option
@rules_option
@click.option(
    "--area",
    shell_complete=complete.parties,
    help="One country (ISO or M49 code, or name): its values beside every edition.",
)
@force_option
def reconcile(
    inputs: tuple[Path, ...],
    cycles: tuple[int, ...],
    published: str,
    edition: str | None,
    output: Path | None,
    order: "Order | None",
    rules_folder: Path | None,
    area: str | None,
    force: bool,
) -> None:
    """Set our values beside the published ones and look for one simple reason for each difference.

    Differences are an answer, not a fault: the exit status is 0 with or without them. CSV holds the
    values with the number of their explanation; JSON and Excel also hold the sentences, the
    evidence, the non-Parties that were published and the Parties that were left out.

    FILE is in any form that 'import unsd' reads. With --area it may be the file of a national
    platform, which does not name its country: each value stands beside the score under every
    edition, with the edition that it equals or the likeliest slip.

    \b
    Example:
      sdg1241 reconcile --input sample_data/2020 --cycle 2020 --published 2020-10
      sdg1241 reconcile --input sample_data/2020 --cycle 2020 --area GBR --published 2020-10
    """
    from ..answers import find_area
    from ..answers import reconcile as reconciled
    from ..errors import UsageError
    from ..exports import write_answer
    from ..imports import read_published
    from ..rules import load_rules
    from ..runs import keep_inputs

    keep_inputs([output], [*inputs, Path(published), rules_folder])
    if len(inputs) not in (1, len(cycles)):
        raise UsageError(
            f"{len(inputs)} inputs for {len(cycles)} cycles. Give one --input, or one for each"
            " --cycle."
        )
    rules = load_rules(rules_folder)
    if edition is None and published in {e.id for e in rules.editions}:
        edition = published
    code = find_area(rules.reference, area) if area else None
    theirs = read_published(published, rules, area=code)
    folders = inputs if len(inputs) > 1 else inputs * len(cycles)
    runs = [
        computed(folder, cycle, edition, rules=rules, order=order)
        for folder, cycle in zip(folders, cycles, strict=True)
    ]
    if code:
        _reconcile_area(runs, rules, theirs, code, output, force=force)
        return
    answer = reconciled([(run.checked, run.scored) for run in runs], rules, theirs)
    if output:
        write_answer(output, answer.tables(), force=force)
    _tell(answer)
    if output:
        say(f"Written: {output}")


def _reconcile_area(
    runs: "Sequence[Run]",
    rules: "Rules",
    theirs: "pl.DataFrame",
    code: str,
    output: Path | None,
    *,
    force: bool,
) -> None:
    """Write and tell one country's published values beside every edition."""
    from ..answers import reconcile_area
    from ..exports import write_answer
    from ..imports import read_published, shipped_vintages

    releases = {name: read_published(name, rules) for name in shipped_vintages()}
    pairs = [(run.checked, run.scored) for run in runs]
    table = reconcile_area(pairs, rules, theirs, code, releases)
    if output:
        write_answer(output, {"national": table}, force=force)
    names = dict(rules.reference.areas.select("m49", "name_en").iter_rows())
    say(f"{names[code]} ({code}): published values beside every edition (%)")
    editions = sorted(e.id for e in rules.editions)
    show(table.select("cycle", "convention", "published", *editions, "status"))
    for row in table.iter_rows(named=True):
        said = f"{row['convention']} {row['cycle']}: {row['sentence']}"
        also = f"; it could as well be: {row['alternatives']}" if row["alternatives"] else ""
        say(f"{said}{also}.")
    if output:
        say(f"Written: {output}")


def _tell(answer: "Reconciliation") -> None:
    import polars as pl

    counts = dict(answer.values["status"].value_counts().rows())
    statuses = ("equal", "differs", "only here", "only there")
    say(", ".join(f"{counts.get(s, 0)} {s}" for s in statuses))
    for cycle, convention in _absent(answer.values).rows():
        say(f"Nothing was published for {convention} in cycle {cycle}")
    for row in answer.explanations.iter_rows(named=True):
        covered = f"{row['aggregates']} aggregates, {row['country_values']} country values"
        say(
            "",
            f"{row['explanation']}. {row['sentence']}.",
            f"   Explains {covered} ({row['kind']}).",
        )
        if row["alternatives"]:
            say(f"   It could as well be: {row['alternatives']}.")
        evidence = answer.evidence.filter(pl.col("explanation") == row["explanation"])
        show(evidence.drop("explanation").head(LONGEST))
        if evidence.height > LONGEST:
            say(f"... and {evidence.height - LONGEST} more")
    open_ = answer.values.filter(
        pl.col("published").is_not_null().any().over("cycle", "convention"),
        pl.col("status") != "equal",
        pl.col("explanation").is_null(),
    )
    if not open_.is_empty():
        say("", f"Not explained: {open_.height}")
        show(
            open_.select(
                "cycle", "convention", "area_m49", "area", "ours", "published", "status"
            ).head(LONGEST)
        )
        if open_.height > LONGEST:
            say(f"... and {open_.height - LONGEST} more")
    if not answer.non_parties.is_empty():
        say(
            "",
            "Not Parties by the period's end, yet with a published value:"
            f" {answer.non_parties.height}",
        )
        show(answer.non_parties)
    if not answer.unpublished_parties.is_empty():
        left_out = answer.unpublished_parties.height
        say("", f"Parties by the period's end, yet without a published value: {left_out}")
        show(answer.unpublished_parties)


def _absent(values: "pl.DataFrame") -> "pl.DataFrame":
    """Cycles and conventions of which no value was published."""
    import polars as pl

    sheets = values.group_by("cycle", "convention").agg(pl.col("published").is_not_null().any())
    return (
        sheets.filter(~pl.col("published"))
        .select("cycle", "convention")
        .sort("cycle", "convention")
    )
