"""Audit, Outstanding and Findings: the records behind the figures, one row each, to filter and
sort."""

import polars as pl

from ...answers import outstanding
from ...submissions import table_schema
from .listing import Book, listing
from .page import Column

AUDIT = (
    ("party", "code"),
    ("area", "text"),
    ("convention", "text"),
    ("obligation", "text"),
    ("item", "code"),
    ("role", "text"),
    ("outcome", "text"),
    ("points", "points"),
    ("maximum", "points"),
    ("received_on", "date"),
    ("reference", "text"),
    ("article", "text"),
    ("source_file", "text"),
    ("source_sheet", "text"),
    ("source_row", "number"),
)
FINDINGS = {"row": "number", "value": "code", "message": "wrapped", "hint": "wrapped"}
OWED = (
    ("party", "Party", "code"),
    ("area", "Country or area", "text"),
    ("convention", "Convention", "text"),
    ("label", "Obligation", "wrapped"),
    ("item", "Item", "code"),
    ("item_name", "Name of the item", "wrapped"),
    ("missing_roles", "Missing roles", "wrapped"),
    ("article", "Article", "text"),
    ("due_on", "Due on", "date"),
    ("points", "Points", "points"),
    ("gain", "Adds to the score (%)", "percent"),
)
WIDTHS = {"label": 54.0, "item_name": 46.0, "missing_roles": 26.0}


def audit_sheet(book: Book) -> pl.DataFrame:
    """Sheet Audit: every item asked of every Party.

    Returns:
        party, convention and `audit`, the place where the lines of each score begin.
    """
    content = book.content
    rows = content.tables["audit"].with_row_index("at")
    rows = rows.join(
        content.language.names.rename({"name": "area"}),
        on="party",
        how="left",
        maintain_order="left",
    )
    rows = rows.with_columns(role=pl.when("role").then(pl.lit("role")))
    schema = table_schema("audit")
    titles = {f.name: f.title for f in schema.fields} | {"area": content.language.heading("area")}
    columns = [Column(name, titles[name], style) for name, style in AUDIT]
    notes = [
        (
            "Every item that the cycle asks of every Party, and the earliest receipt that counts"
            " for it. Rows marked as a role earn their points together, in the row of their"
            " obligation."
        ),
        (
            "Source row is the line of the source file, or the row of its sheet. The same rows"
            " stand in audit.csv."
        ),
    ]
    first = rows.group_by("party", "convention").agg(pl.col("at").min()).sort("at")
    places = []
    start = 0
    for page, place in listing(
        book, "Audit", "Audit: what each point rests on", notes, columns, rows
    ):
        here = first.filter(pl.col("at").is_between(start, start + place.rows - 1))
        line = (pl.col("at") - start + place.head + 1).cast(pl.String)
        places.append(here.select("party", "convention", audit=pl.lit(f"'{page.name}'!A") + line))
        start += place.rows
    return pl.concat(places) if places else first.select("party", "convention", audit=pl.lit(""))


def outstanding_sheet(book: Book) -> None:
    """Sheet Outstanding: what each Party still owes."""
    content = book.content
    scored = content.run.scored
    rows = outstanding(scored, content.rules, scored.as_of or scored.cycle.ends).drop("name")
    rows = rows.join(
        content.language.names.rename({"name": "area"}),
        on="party",
        how="left",
        maintain_order="left",
    )
    rows = rows.with_columns(pl.col("convention").replace_strict(content.conventions))
    columns = [
        Column(
            name,
            content.language.heading("area") if name == "area" else title,
            style,
            WIDTHS.get(name),
        )
        for name, title, style in OWED
    ]
    notes = [
        (
            "Every item of the cycle that was not received and is not excused. A blank due date"
            " means that none follows from the text of the convention, or that entry into force for"
            " the Party is not known."
        ),
    ]
    listing(book, "Outstanding", "Outstanding: what each Party still owes", notes, columns, rows)


def findings_sheet(book: Book) -> None:
    """Sheet Findings: what validation reported; the rest of a very long list is left to
    findings.csv."""
    rows = book.content.tables["findings"]
    columns = [
        Column(
            f.name,
            f.title,
            FINDINGS.get(f.name, "text"),
            60 if FINDINGS.get(f.name) == "wrapped" else None,
        )
        for f in table_schema("findings").fields
    ]
    notes = [
        "error: the row was left out. warning: the row counts, look at it. note: nothing to do.",
        *(() if rows.height else ("Nothing was reported.",)),
    ]
    listing(
        book,
        "Findings",
        "Findings: what validation reported",
        notes,
        columns,
        rows,
        whole=False,
        csv="findings.csv",
    )
