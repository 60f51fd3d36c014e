"""Sheet Summary: what was computed from what, the indicator at a glance, and three charts."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import polars as pl

from ...aggregation import ALL
from ...scoring.audit import MISSING, NOT_BOUND, RECEIVED
from ...submissions.findings import ERROR, NOTE, WARNING
from ...version import __version__
from . import charts
from .compare import beside, figure_columns
from .content import Content, Side
from .due import NAME as DUE
from .listing import Book
from .meeting import world
from .page import Column, Page, Place
from .styles import BELOW

WIDTHS = (27, 14.5, 14.5, 14.5, 14.5, 14.5, 14.5)
REGION = "SDG region"
EDGES = (0, 25, 50, 75, 100)  # bands of the distribution: none, up to each edge, all
RIGHT = "I"


def summary_sheet(book: Book, regions: tuple[Place, pl.DataFrame]) -> None:
    """Write the sheet; `regions` is the table of sheet Regions, from which the chart by region is
    drawn."""
    content = book.content
    page = book.page("Summary", WIDTHS)
    page.sheet.page_setup.fitToHeight = 1
    cycle = content.run.scored.cycle
    page.line(
        "SDG indicator 12.4.1: information transmitted under chemicals and waste conventions",
        style="title",
    )
    page.line(f"Cycle {cycle.id}: the period from {cycle.starts} to {cycle.ends}", style="section")
    for label, fact in _facts(content):
        page.line(label, fact, styles=("label", "text"))
    page.gap()
    page.line("The indicator at a glance, world", style="section")
    glance = _glance(content, page)
    page.gap()
    page.line("Parties by score", style="section")
    bands, counts = _distribution(content, page)
    if glance.rows:
        _draw(content, page, glance, (bands, counts), regions)


def _facts(content: Content) -> list[tuple[str, str]]:
    run, scored = content.run, content.run.scored
    edition = scored.edition
    outcomes = dict(scored.audit.filter(~pl.col("role"))["outcome"].value_counts().iter_rows())
    severities = dict(run.checked.findings["severity"].value_counts().iter_rows())
    sources = dict.fromkeys(f"{c.source}, {c.source_dated}" for c in content.rules.conventions)
    facts = [
        ("Edition of the method", f"{edition.id}. {edition.title}"),
        ("Groups of countries", f"as of {edition.membership_on}"),
        ("As of", str(scored.as_of) if scored.as_of else "no limit: whatever was received counts"),
        ("Party status", scored.status_table),
        ("Rules", "; ".join(sources)),
        (
            "Program",
            f"sdg1241 {__version__}; checksums of inputs, rule files and tables stand in run.json",
        ),
    ]
    for file, table, read, accepted, rejected in run.checked.inputs.select(
        "file", "table", "rows_read", "rows_accepted", "rows_rejected"
    ).iter_rows():
        name = file if file.startswith(f"{table}.") else f"{file} ({table})"
        facts.append(
            (f"Input {name}", f"{read:,} rows read, {accepted:,} accepted, {rejected:,} rejected")
        )
    facts += [
        (
            "Scores",
            (
                f"{content.tables['scores'].height:,} scores of"
                f" {content.tables['scores']['party'].n_unique():,} countries"
            ),
        ),
        (
            "Items asked",
            (
                f"{sum(outcomes.values()):,}: {outcomes.get(RECEIVED, 0):,} received,"
                f" {outcomes.get(MISSING, 0):,} outstanding, {outcomes.get(NOT_BOUND, 0):,} under"
                " amendments that do not bind the Party"
            ),
        ),
        (
            "Findings",
            ", ".join(_counted(severities.get(kind, 0), kind) for kind in (ERROR, WARNING, NOTE)),
        ),
    ]
    if content.choice:
        facts.append(("Conventions", content.choice))
    if old := content.previous:
        until = f", as of {old.as_of}" if old.as_of else ""
        facts.append(("Compared with", f"cycle {old.cycle}, edition {old.edition}{until}"))
    return facts


def _counted(count: int, kind: str) -> str:
    return f"{count:,} {kind}" if count == 1 else f"{count:,} {kind}s"


def _glance(content: Content, page: Page) -> Place:
    heading, sides = content.language.heading, content.sides
    rows = world(content)
    first = content.rules.reference.levels["group_m49"][0]
    rows = beside(rows, "convention", "mean", sides, [_means(side, first) for side in sides])
    # one blank for the column: every convention of this table is in force in the run itself
    means = figure_columns(
        "mean", "", heading("mean"), "percent", sides, ["..", ".."], heading("change")
    )
    means[len(sides) - 1] = replace(means[len(sides) - 1], below="below")
    columns = [
        Column("name", heading("convention")),
        Column("parties", heading("parties"), "number"),
        *means,
        Column("parties_meeting", heading("meeting"), "number"),
        Column("share", heading("share"), "percent"),
    ]
    place = page.table("Glance", columns, rows)
    if rows["below"].any():
        page.line(
            f"{BELOW} not published under the edition: too few countries have a value.",
            style="note",
        )
    if content.run.as_of:
        page.line(
            f"Of the whole cycle. Against what was due by {content.run.as_of}: sheet {DUE}.",
            style="note",
        )
    absent = [
        content.conventions[c.id]
        for c in content.rules.conventions
        if c.id not in content.run.conventions
    ]
    if absent:
        page.line(f"Not in force by the end of the period: {', '.join(absent)}.", style="note")
    return place


def _means(side: Side, group: str) -> pl.DataFrame:
    return (
        side.run.tables["aggregates"]
        .filter(pl.col("group_m49") == group)
        .select("convention", value="mean_score")
    )


def _distribution(content: Content, page: Page) -> tuple[Place, pl.DataFrame]:
    """Parties by band of their score, a row for each convention that had a score."""
    scores = content.tables["scores"]
    score, edges = pl.col("score"), [Decimal(edge) for edge in EDGES]
    bands = {"0 %": score == edges[0]}
    for low, high in pairwise(edges[:-1]):
        bands[f"up to {high} %"] = (score > low) & (score <= high)
    bands[f"below {edges[-1]} %"] = (score > edges[-2]) & (score < edges[-1])
    bands[f"{edges[-1]} %"] = score == edges[-1]
    counts = scores.group_by("convention").agg(
        **{k: v.sum().cast(pl.Int64) for k, v in bands.items()}
    )
    names = [key for key in content.conventions if key != ALL]
    rows = pl.DataFrame({"convention": names}).join(counts, on="convention", maintain_order="left")
    rows = rows.with_columns(name=pl.col("convention").replace_strict(content.conventions))
    columns = [Column("name", content.language.heading("convention"))]
    columns += [Column(band, band, "number") for band in bands]
    return page.table("Distribution", columns, rows), rows


def _draw(
    content: Content,
    page: Page,
    glance: Place,
    distribution: tuple[Place, pl.DataFrame],
    regions: tuple[Place, pl.DataFrame],
) -> None:
    """Two charts beside the tables, one below; what is missing has no column and no figure."""
    sheet, last = page.sheet, len(content.sides) - 1
    top = charts.means(glance.cells("name"), glance.cells(f"mean {last}"))
    bands, counts = distribution
    spread = [
        (name, bands.cells(name), _where(counts[name] == 0))
        for name in bands.letters
        if name != "name"
    ]
    middle = charts.distribution(bands.cells("name"), spread)
    for chart, row in ((top, 2), (middle, 19)):
        chart.width, chart.height = 22, 8.6
        sheet.add_chart(chart, f"{RIGHT}{row}")
    place, rows = regions
    at = [n for n, level in enumerate(rows["level"]) if level == REGION]
    values = []
    for key, name in content.conventions.items():
        column = f"mean_score {key} {last}"
        if key != ALL and at and rows[column].gather(at).null_count() < len(at):
            values.append(
                (name, _part(place, column, at), _where(rows[column].gather(at).is_null()))
            )
    if values:
        bottom = charts.by_region(_part(place, "group", at), values)
        bottom.width, bottom.height = 48, 11.5
        sheet.add_chart(bottom, f"A{max(page.row, 36) + 2}")


def _where(values: pl.Series) -> list[int]:
    return values.arg_true().to_list()


def _part(place: Place, column: str, at: list[int]) -> str:
    letter, first = place.letters[column], place.head + 1
    return f"'{place.sheet}'!${letter}${first + at[0]}:${letter}${first + at[-1]}"
