"""Sheet Parties meeting: how many and which Parties meet each convention, and all of them."""

import polars as pl

from ...aggregation import ALL
from ...scoring import percent
from ...scoring.percent import rounded
from .content import Content
from .listing import Book
from .page import Column

NAME = "Parties meeting"


def world(content: Content) -> pl.DataFrame:
    """The indicator of the world: convention, name, mean_score, parties, parties_meeting, share,
    below.

    One row for each agreement that had a score, in reading order, then one for all; `share` is
    Parties meeting of Parties, in percent; `below` where the edition does not publish the mean.
    """
    first = content.rules.reference.levels["group_m49"][0]
    order = list(content.conventions)
    rows = content.tables["aggregates"].filter(pl.col("group_m49") == first)
    return (
        rows.with_columns(
            name=pl.col("convention").replace_strict(content.conventions),
            place=pl.col("convention").replace_strict(order, range(len(order))),
            share=percent(pl.col("parties_meeting"), pl.col("parties")),
            below=pl.col("series").is_not_null() & ~pl.col("published"),
        )
        .sort("place")
        .select("convention", "name", "mean_score", "parties", "parties_meeting", "share", "below")
    )


def meeting_sheet(book: Book) -> None:
    """Write the sheet: the counts as lines, then one row for each Party and convention that it
    meets."""
    content = book.content
    heading = content.language.heading
    columns = [
        Column("name", heading("convention"), width=30),
        Column("area", heading("area"), width=44),
        Column("party", "ISO3", "code", 9),
        Column("m49", "M49", "code", 9),
        Column("sub_region", heading("sub_region"), width=32),
    ]
    counts = world(content)
    head = counts.height + 4
    page = book.page(NAME, [c.width or 0 for c in columns], f"A{head + 1}")
    page.line(
        "Parties meeting their obligations: a score of 100 under the convention", style="title"
    )
    page.line(
        "Parties meeting / Parties. For all conventions: countries with 100 under every convention"
        f" they belong to. Cycle {content.run.scored.cycle.id}, edition"
        f" {content.run.scored.edition.id}.",
        style="note",
    )
    for name, met, parties, share in counts.select(
        "name", "parties_meeting", "parties", "share"
    ).iter_rows():
        page.line(name, f"{met} / {parties} ({rounded(share, 1)} %)", styles=("label", "text"))
    page.gap()
    page.table("Parties_meeting", columns, _who(content))
    page.sheet.print_title_rows = f"{head}:{head}"


def _who(content: Content) -> pl.DataFrame:
    """name (of the convention) and the columns of `content.countries`, in reading order."""
    scores, rates = content.tables["scores"], content.tables["rates"]
    met = [
        scores.filter((pl.col("convention") == key) & pl.col("meets"))
        for key in content.conventions
        if key != ALL
    ]
    met.append(rates.filter("meets_all").with_columns(convention=pl.lit(ALL)))
    order = list(content.conventions)
    rows = pl.concat([frame.select("convention", "party") for frame in met])
    countries = content.countries.select("party", "m49", "area", "sub_region").with_row_index("at")
    return (
        rows.join(countries, on="party")
        .with_columns(
            name=pl.col("convention").replace_strict(content.conventions),
            place=pl.col("convention").replace_strict(order, range(len(order))),
        )
        .sort("place", "at")
    )
