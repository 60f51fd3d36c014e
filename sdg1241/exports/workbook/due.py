"""Sheet Due so far: of a cycle with an as-of date, each mean against what was due by then, beside
that of the whole cycle."""

import polars as pl

from .content import NOT_PARTY, Content
from .listing import Book, listing
from .page import Column
from .styles import new_group, same_group

NAME = "Due so far"
FIGURES = (("parties", "number"), ("mean_score", "percent"), ("parties_meeting", "number"))
HEADINGS = {"parties": "parties", "mean_score": "mean", "parties_meeting": "meeting"}


def due_sheet(book: Book) -> None:
    """Write the sheet: one row for each area and convention that has a Party, on both bases."""
    content = book.content
    heading = content.language.heading
    by_day = heading("due_by").format(day=content.run.as_of)
    bases = (("", heading("whole_cycle")), ("_due", by_day))
    columns = [
        Column("level", heading("level"), width=24),
        Column("group", heading("group"), width=41),
        Column("group_m49", "M49", "code", 6),
        Column("name", heading("convention"), width=24),
    ]
    columns += [
        Column(f"{figure}{ending}", f"{basis}: {heading(HEADINGS[figure])}", style, 20, NOT_PARTY)
        for ending, basis in bases
        for figure, style in FIGURES
    ]
    title = f"What was due by {content.run.as_of}, beside the whole cycle"
    page, place = listing(book, NAME, title, _notes(content), columns, _rows(content), fixed=4)[0]
    if place.rows:
        first, end = place.head + 1, place.head + place.rows
        repeats = f"AND(ROW()>{first},$C{first}=$C{first - 1})"
        last = list(place.letters.values())[-1]
        formats = page.sheet.conditional_formatting
        formats.add(f"A{first}:C{end}", same_group(repeats))
        formats.add(f"A{first}:{last}{end}", new_group(f"$C{first}<>$C{first - 1}"))


def _rows(content: Content) -> pl.DataFrame:
    """The aggregates under the levels of the areas, conventions in reading order."""
    order = list(content.conventions)
    rows = content.rules.reference.levels.with_row_index("at").join(
        content.tables["aggregates"], on="group_m49"
    )
    return rows.with_columns(
        name=pl.col("convention").replace_strict(content.conventions),
        place=pl.col("convention").replace_strict(order, range(len(order))),
    ).sort("at", "place")


def _notes(content: Content) -> list[str]:
    day = content.run.as_of
    return [
        (
            "Whole cycle: points earned of all that the cycle asks, over every Party; what is not"
            f" yet due counts as missing. Due by {day}: points earned of what was due from the"
            " Party by that day, over the Parties that owed anything by then. The two are never"
            " mixed in one figure, and each counts its own Parties."
        ),
        (
            "An item without a due date is due once it exists. For all conventions: the mean of the"
            " transmission rates of countries, each over the conventions of that basis."
            f"   {NOT_PARTY}  nobody owed anything yet."
        ),
    ]
