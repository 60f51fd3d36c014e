"""Sheet Indicator: countries under their sub-region, a score for each convention, and the
transmission rate."""

from dataclasses import replace

import polars as pl

from ...aggregation import ALL
from .compare import beside, figure_columns
from .content import NOT_AVAILABLE, NOT_PARTY, Content, Side
from .listing import Book, listing
from .page import Column, Place
from .styles import colour_scale, new_group, same_group


def indicator_sheet(book: Book, places: pl.DataFrame) -> Place:
    """Write the sheet.

    Args:
        book: the workbook.
        places: party, convention and `audit`, the place to which a score leads.

    Returns:
        The place of the table; its columns are named `basel 0`, ... and by `content.memberships`.
    """
    content = book.content
    sides, language = content.sides, content.language
    rows = content.countries
    last = len(sides) - 1
    columns = [
        Column("sub_region", language.heading("sub_region"), width=31),
        Column("area", language.heading("area"), width=34),
        Column("party", "ISO3", "code", 6),
        Column("m49", "M49", "code", 6),
    ]
    for key, name in content.conventions.items():
        rows = beside(rows, "party", key, sides, [_values(side, key) for side in sides])
        title = language.heading("rate") if key == ALL else name
        blanks = [side.blank(key) for side in sides]
        figures = figure_columns(
            key,
            title,
            "(%)",
            "percent",
            sides,
            blanks,
            language.heading("change"),
            14 if not last else 13,
        )
        if key != ALL:
            leads = places.filter(pl.col("convention") == key).select(
                "party", pl.col("audit").alias(f"{key} audit")
            )
            rows = rows.join(leads, on="party", how="left", maintain_order="left")
            figures[last] = replace(figures[last], link=f"{key} audit")
        columns += figures
    counted = content.tables["rates"].select("party", "conventions")
    rows = rows.join(counted, on="party", how="left", maintain_order="left")
    columns.append(
        Column("conventions", language.heading("conventions"), "number", 16, sides[last].blank(ALL))
    )
    printed = len(columns)
    columns += [Column(name, name, "code", 13) for name in content.memberships]
    page, place = listing(
        book, "Indicator", _title(content), _notes(content), columns, rows, fixed=2, printed=printed
    )[0]
    if rows.height:
        _colours(
            page.sheet.conditional_formatting, place, [c for c in columns if c.style == "percent"]
        )
    return place


def _values(side: Side, key: str) -> pl.DataFrame:
    if key == ALL:
        return side.run.tables["rates"].select("party", value="transmission_rate")
    scores = side.run.tables["scores"]
    return scores.filter(pl.col("convention") == key).select("party", value="score")


def _title(content: Content) -> str:
    cycle = content.run.scored.cycle
    return (
        f"SDG indicator 12.4.1 by country, cycle {cycle.id} ({cycle.starts.year} to"
        f" {cycle.ends.year}), in percent"
    )


def _notes(content: Content) -> list[str]:
    notes = [
        (
            "Score under a convention = 100 x points earned / points that could be earned."
            " Transmission rate = mean of the scores under the conventions to which the country is"
            " a Party."
        ),
        (
            f"{NOT_PARTY}  not a Party at the end of the period.   {NOT_AVAILABLE}  not available:"
            " the convention was not in force. The darker blue, the nearer to 100; the darker"
            " orange, the nearer to 0. Select a score to go to its lines in Audit."
        ),
    ]
    if len(content.sides) > 1:
        before, now = content.sides
        notes.append(
            f"Change = {now.label} less {before.label}, in percentage points, of the values in the"
            " table."
        )
    return notes


def _colours(formats: object, place: Place, scores: list[Column]) -> None:
    first, end = place.head + 1, place.head + place.rows
    for column in scores:
        letter = place.letters[column.name]
        formats.add(f"{letter}{first}:{letter}{end}", colour_scale())  # type: ignore[attr-defined]
    widest = list(place.letters.values())[-1]
    repeats = f"AND(ROW()>{first},$A{first}=$A{first - 1})"
    begins = f"$A{first}<>$A{first - 1}"
    formats.add(f"A{first}:A{end}", same_group(repeats))  # type: ignore[attr-defined]
    formats.add(f"A{first}:{widest}{end}", new_group(begins))  # type: ignore[attr-defined]
