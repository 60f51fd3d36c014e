"""Sheet Method: the formula, what each convention asks, how the maximum comes about, and what is
uncertain."""

from math import fsum

import polars as pl

from ...aggregation import ALL
from ...rules import Rules
from ...submissions.validate import SHIPPED
from .content import Content
from .listing import Book
from .page import Column, Page, Place

WIDTHS = (24, 54, 22, 9, 12, 46, 26, 32, 12, 60)
PROSE = 190
FORMULA = (
    (
        "Score of a Party under a convention (%) = 100 x points earned / maximum. The maximum is"
        " the same for every Party."
    ),
    (
        "Transmission rate of a country (%) = mean of its scores under the conventions to which it"
        " is a Party."
    ),
    (
        "Mean of an area (%) = mean of the scores of its countries that are Parties, each with"
        " weight 1."
    ),
    "A Party meets its obligations under a convention when its score is 100.",
    (
        "Points are exact; percentages are rounded once, half away from zero, to 5 decimals."
        " Nothing missing is estimated: a State that is not a Party has no value, a Party that sent"
        " nothing has a score of 0."
    ),
)


def method_sheet(book: Book, indicator: Place) -> None:
    """Write the sheet; `indicator` is where the check formula finds the scores."""
    content = book.content
    page = book.page("Method", WIDTHS)
    page.line("Method: from what was received to the indicator", style="title")
    for sentence in FORMULA:
        page.text(sentence, "text", PROSE)
    if content.choice:
        page.text(f"This run covers the {content.choice}", "text", PROSE)
    _check(page, content, indicator)
    _section(page, "What each convention asks, and what it is worth")
    page.table("Obligations", _obligation_columns(), _obligations(content))
    _section(
        page, f"How the maximum of cycle {content.run.scored.cycle.id} comes about, item by item"
    )
    page.table("Items", _item_columns(), _items(content))
    _section(page, "What is uncertain, and the reading that was taken")
    for where, note in _readings(content):
        page.line(where, style="label")
        page.text(note, "text", PROSE)


def _section(page: Page, title: str) -> None:
    page.gap()
    page.line(title, style="section")


def _check(page: Page, content: Content, indicator: Place) -> None:
    """A live formula for one mean of sheet Regions, beside the value it must give."""
    side = content.sides[-1]
    codes = {
        code: name
        for name, rows in content.memberships.items()
        for code in rows["group_m49"].unique()
    }
    order = content.rules.reference.levels["group_m49"].unique(maintain_order=True)
    means = side.run.tables["aggregates"].filter(
        pl.col("convention") != ALL, pl.col("group_m49").is_in(order[1:].implode())
    )
    means = means.join(order.to_frame().with_row_index("at"), on="group_m49").sort(
        "at", maintain_order=True
    )
    if means.is_empty():
        return
    mean = means.row(0, named=True)
    convention = mean["convention"]
    scores = indicator.cells(f"{convention} {len(content.sides) - 1}")
    formula = (
        f'=AVERAGEIFS({scores},{indicator.cells(codes[mean["group_m49"]])},"{mean["group_m49"]}")'
    )
    _section(page, "Check a mean in Excel")
    page.text(
        f"The mean of {mean['group']} ({mean['group_m49']}) under the"
        f" {content.rules.convention(convention).name}, computed from sheet Indicator. The two"
        " agree to 0.00001, because the sheet holds scores rounded to 5 decimals. Any other mean"
        " is checked alike, with the column of its convention and the code of its area.",
        "text",
        PROSE,
    )
    page.line("Formula", formula, styles=("label", "text"))
    members = content.memberships[codes[mean["group_m49"]]].filter(group_m49=mean["group_m49"])
    scores_of = side.run.tables["scores"].filter(convention=convention)
    averaged = scores_of.join(members, on="party", how="semi")["score"].to_list()
    result = fsum(map(float, averaged)) / len(averaged)
    page.formula("Computed by Excel", formula, result, "decimals")
    page.line("Value in Regions", mean["mean_score"], styles=("text", "decimals"))


def _obligation_columns() -> list[Column]:
    return [
        Column("convention", "Convention", "wrapped"),
        Column("label", "Obligation", "wrapped"),
        Column("items", "Items in the cycle", "number"),
        Column("points", "Points each", "points"),
        Column("total", "Points in the cycle", "points"),
        Column("unit", "Unit", "wrapped"),
        Column("counts", "Counts", "wrapped"),
        Column("article", "Legal basis", "wrapped"),
        Column("checked", "Last checked", "date"),
        Column("source", "Source", "wrapped"),
    ]


def _obligations(content: Content) -> pl.DataFrame:
    items = content.run.scored.items.filter(~pl.col("role"))
    counted = items.group_by("convention", "obligation").agg(
        items=pl.len().cast(pl.Int64), total=pl.col("points").sum(), points=pl.col("points").first()
    )
    rows = []
    for convention in content.rules.conventions:
        for duty in convention.obligations:
            if duty.in_force(content.run.scored.cycle.ends):
                needs = f"; needs {' and '.join(duty.requires)}" if duty.requires else ""
                source = f"{convention.source}, {convention.source_dated}"
                rows.append(
                    (
                        convention.id,
                        duty.id,
                        content.conventions[convention.id],
                        duty.label,
                        duty.unit + needs,
                        duty.counts,
                        duty.legal_basis,
                        duty.last_checked,
                        source,
                    )
                )
    names = (
        "key",
        "obligation",
        "convention",
        "label",
        "unit",
        "counts",
        "article",
        "checked",
        "source",
    )
    frame = pl.DataFrame(rows, schema=names, orient="row")
    counted = counted.rename({"convention": "key"})
    return frame.join(counted, on=("key", "obligation"), how="inner", maintain_order="left")


def _item_columns() -> list[Column]:
    return [
        Column("convention", "Convention"),
        Column("label", "Obligation", "wrapped"),
        Column("item", "Item", "code"),
        Column("points", "Points", "points"),
        Column("total", "Sum so far", "points"),
        Column("item_name", "Name of the item", "wrapped"),
        Column("due", "Due", "wrapped"),
        Column("article", "Legal basis", "wrapped"),
    ]


def _items(content: Content) -> pl.DataFrame:
    after = (
        pl.when(pl.col("due_months") > 0)
        .then(pl.format("{} months after {}", "due_months", "due_after"))
        .otherwise(pl.format("at {}", "due_after"))
    )
    return content.run.scored.items.filter(~pl.col("role")).select(
        pl.col("convention").replace_strict(content.conventions),
        "label",
        pl.col("item").replace("", None),
        "points",
        pl.col("points").cum_sum().over("convention").alias("total"),
        pl.when(pl.col("item_name") != pl.col("label")).then("item_name").alias("item_name"),
        pl.coalesce(pl.col("due_on").dt.to_string("%Y-%m-%d"), after).alias("due"),
        "article",
    )


def _readings(content: Content) -> list[tuple[str, str]]:
    """Where a source is silent or two disagree: what the rule files and the reference say about
    it."""
    scored = content.run.scored
    edition, cycle = scored.edition, scored.cycle.id
    said = [(f"Edition {edition.id}", edition.note)]
    for name, duty, listed in edition.items:
        if listed.cycle == cycle:
            said.append(
                (_named(content.rules, content, name, duty), f"Edition {edition.id}: {listed.note}")
            )
    for convention in content.rules.conventions:
        for obligation in convention.obligations:
            where = _named(content.rules, content, convention.id, obligation.id)
            said.append((where, obligation.note))
            said += [(where, e.note) for e in obligation.exceptions if e.cycle == cycle]
    for convention in content.rules.beside_indicator:
        beside = "Not marked as belonging to 12.4.1: in no transmission rate, and not sent to UNSD."
        said.append((content.conventions[convention.id], beside))
    if scored.status_table.startswith(SHIPPED):
        status = (
            "Taken from secondary sources that ship with the program; compare it with the"
            " depositary's lists."
        )
        said.append(("Party status", status))
    return [(where, note) for where, note in said if note]


def _named(rules: Rules, content: Content, convention: str, obligation: str) -> str:
    label = next(o.label for o in rules.convention(convention).obligations if o.id == obligation)
    return f"{content.conventions[convention]}: {label}"
