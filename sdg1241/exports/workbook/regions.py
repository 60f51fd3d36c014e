"""Sheet Regions: the indicator of every area that it is published for."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from .compare import beside, figure_columns
from .content import NOT_AVAILABLE, NOT_PARTY, Content, Side
from .listing import Book, listing
from .page import Column, Place
from .styles import BELOW, colour_scale, new_group, same_group

FIGURES = (
    ("mean_score", "mean", "percent"),
    ("parties", "parties", "number"),
    ("parties_meeting", "meeting", "number"),
)


def regions_sheet(book: Book) -> tuple[Place, pl.DataFrame]:
    """Write the sheet; the place of its table and its rows, in which columns are named `mean_score
    basel 0`, ..."""
    content = book.content
    language, sides = content.language, content.sides
    rows = _areas(content)
    columns = [
        Column("level", language.heading("level"), width=24),
        Column("group", language.heading("group"), width=41),
        Column("group_m49", "M49", "code", 6),
    ]
    for figure, heading, style in FIGURES:
        for key, name in content.conventions.items():
            tables = [_values(side, key, figure) for side in sides]
            rows = beside(rows, "group_m49", f"{figure} {key}", sides, tables)
            title = f"{name}, {language.heading(heading)}" if figure != "mean_score" else f"{name},"
            unit = language.heading("mean") if figure == "mean_score" else ""
            blanks = [side.blank(key) for side in sides]
            added = figure_columns(
                f"{figure} {key}",
                title,
                unit,
                style,
                sides,
                blanks,
                language.heading("change"),
                12.5,
            )
            if figure == "mean_score":
                rows, added = _marked(rows, added, sides, key)
            columns += added
    page, place = listing(
        book,
        "Regions",
        _title(content),
        _notes(content),
        columns,
        rows,
        fixed=3,
        aside=len(sides) > 1,
    )[0]
    page.sheet.print_title_cols = "A:C"
    page.sheet.page_setup.fitToWidth = 1 if len(sides) == 1 else 3
    first, end = place.head + 1, place.head + place.rows
    formats = page.sheet.conditional_formatting
    for column in columns:
        if column.name.startswith("mean_score") and column.style == "percent":
            letter = place.letters[column.name]
            formats.add(f"{letter}{first}:{letter}{end}", colour_scale())
    formats.add(f"A{first}:A{end}", same_group(f"AND(ROW()>{first},$A{first}=$A{first - 1})"))
    formats.add(
        f"A{first}:{list(place.letters.values())[-1]}{end}", new_group(f"$A{first}<>$A{first - 1}")
    )
    return place, rows


def _areas(content: Content) -> pl.DataFrame:
    reference = content.rules.reference
    names = reference.groups.select("group_m49", "group").unique(
        "group_m49", keep="first", maintain_order=True
    )
    return reference.levels.join(names, on="group_m49", maintain_order="left")


def _values(side: Side, key: str, figure: str) -> pl.DataFrame:
    return (
        side.run.tables["aggregates"]
        .filter(pl.col("convention") == key)
        .select("group_m49", "series", "published", value=figure)
    )


def _marked(
    rows: pl.DataFrame, columns: list[Column], sides: Sequence[Side], key: str
) -> tuple[pl.DataFrame, list[Column]]:
    """Mark means that have a series and are not published, for want of coverage."""
    for n, side in enumerate(sides):
        name = f"below {key} {n}"
        low = _values(side, key, "mean_score").select(
            "group_m49", (pl.col("series").is_not_null() & ~pl.col("published")).alias(name)
        )
        rows = rows.join(low, on="group_m49", how="left", maintain_order="left")
        columns[n] = replace(columns[n], below=name)
    return rows, columns


def _title(content: Content) -> str:
    cycle = content.run.scored.cycle
    return (
        f"SDG indicator 12.4.1 by area, cycle {cycle.id} ({cycle.starts.year} to {cycle.ends.year})"
    )


def _notes(content: Content) -> list[str]:
    edition = content.run.scored.edition
    notes = [
        (
            "Mean = simple mean of the scores of the area's countries that are Parties, each with"
            " weight 1; for all conventions, of their transmission rates. Parties meeting ="
            " Parties with a score of 100; for all conventions, countries with 100 under every"
            f" convention they belong to. Groups as of {edition.membership_on}."
        ),
        (
            f"{NOT_PARTY}  no Party in the area.   {NOT_AVAILABLE}  not available: the convention"
            f" was not in force.   {BELOW}  not published under the edition, for too few of the"
            " area's countries have a value."
        ),
    ]
    if edition.coverage:
        notes[1] = notes[1][:-1] + f" (less than {edition.coverage.normalize():f} %)."
    if len(content.sides) > 1:
        before, now = content.sides
        notes.append(f"Change = {now.label} less {before.label}; of means in percentage points.")
    return notes
