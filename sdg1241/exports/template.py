"""Workbooks to fill in: one row a Party, one column an item of the cycle, each cell the day of
receipt."""

from collections.abc import Sequence

import polars as pl
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..errors import UsageError
from ..rules import Convention, Cycle, Rules, cycle_items
from ..scoring import parties_of
from ..submissions.template import CODES_SHEET, INSTRUCTIONS_SHEET, NOT_BOUND, PARTY, column_code
from ..submissions.values import party_reader
from .saving import saved
from .sheets import BOLD, TITLE, WRAPPED, fit_to_width, put_text, row_height

LABELS, CODES, FIRST = 2, 3, 4
SPARE_ROWS = 20
GUIDE_WIDTHS = (52, 70, 30, 12)
FIRST_ITEM = 3
GREY, HEAD = Font(name="Calibri", color="808080", size=9), PatternFill("solid", fgColor="DDEBF7")
INSTRUCTIONS = (
    (
        "One row is a Party, one column is a thing that it had to transmit. Write the day on which"
        " it was received."
    ),
    (
        "Write a day as a date, or as text in the form 2020-01-31. Leave a cell blank where nothing"
        " was received."
    ),
    f"For an amendment that does not bind the Party, write: {NOT_BOUND}.",
    (
        "Parties may be added below the last row. Do not change the grey row of codes: it tells"
        " what each column holds."
    ),
    (
        "Standing things (contacts, plans, import responses, licensing) keep the day of their first"
        " receipt, even if it is before the period."
    ),
    (
        "Check the filled workbook with 'sdg1241 validate FILE.xlsx', and compute with 'sdg1241 run"
        " FILE.xlsx'."
    ),
)


def template_bytes(
    rules: Rules, conventions: Sequence[str], cycle: int, parties: Sequence[str] = ()
) -> bytes:
    """A workbook with a sheet of instructions and one sheet for each convention.

    Args:
        rules: what the conventions ask.
        conventions: keys of conventions, in the order of the sheets.
        cycle: the cycle whose items become columns.
        parties: codes or names of Parties; none: every Party of the convention at the period's end,
            by the Party status table of the package.

    Raises:
        UsageError: a convention, cycle or Party is not known, or the convention is not in force in
            the cycle.
    """
    period = rules.cycle(cycle)
    items = cycle_items(rules, period, rules.edition())
    book = Workbook()
    about = book.active
    assert isinstance(about, Worksheet)
    about.title = INSTRUCTIONS_SHEET
    columns = []
    for name in conventions:
        convention = rules.convention(name)
        asked = _columns(items, convention)
        if asked.is_empty():
            raise UsageError(
                f"{convention.short_name} asks nothing in cycle {cycle}: it was not in force."
            )
        _convention_sheet(
            book, rules, convention, period, asked, _parties(rules, convention, period, parties)
        )
        columns.append(asked)
    _codes_sheet(book, rules)
    _instructions(about, period, pl.concat(columns))
    return saved(book)


def _columns(items: pl.DataFrame, convention: Convention) -> pl.DataFrame:
    """The items that take a date: roles in place of the obligation that they earn together."""
    whole = items.filter("role").select("convention", "obligation").unique()
    asked = items.filter(pl.col("convention") == convention.id)
    asked = pl.concat(
        [
            asked.filter("role"),
            asked.filter(~pl.col("role")).join(whole, on=whole.columns, how="anti"),
        ]
    )
    asked = asked.sort("order")
    heads = [
        _head(convention.id, *row)
        for row in asked.select("role", "obligation", "item", "label", "item_name").rows()
    ]
    return asked.hstack(
        pl.DataFrame(heads, schema={"code": pl.String, "title": pl.String}, orient="row")
    )


def _head(
    convention: str, role: bool, obligation: str, item: str, label: str, name: str | None
) -> tuple[str, str]:
    """The code and the title of an item's column."""
    if role:
        return column_code(convention, item, None), item.replace("_", " ").capitalize()
    return column_code(convention, obligation, item), f"{label}: {name or item}" if item else label


def _parties(
    rules: Rules, convention: Convention, period: Cycle, wanted: Sequence[str]
) -> list[tuple[str, str]]:
    status = rules.reference.party_status
    names: dict[str, str] = dict(rules.reference.names().iter_rows())
    if not wanted:
        members = parties_of(status, period).filter(pl.col("convention") == convention.id)["party"]
        return sorted(((names.get(code, code), code) for code in members), key=lambda pair: pair[0])
    read = party_reader(rules.reference)
    readings = [(text, read(text).value) for text in wanted]
    unknown = [text for text, code in readings if code is None]
    if unknown:
        raise UsageError(
            f"Not known as a Party: {', '.join(unknown)}. Write ISO 3166-1 alpha-3 codes, e.g. KEN."
        )
    return [(names[code], code) for _, code in readings if code]


def _convention_sheet(
    book: Workbook,
    rules: Rules,
    convention: Convention,
    period: Cycle,
    asked: pl.DataFrame,
    parties: list[tuple[str, str]],
) -> None:
    sheet = book.create_sheet(convention.short_name)
    title = (
        f"{convention.short_name}, cycle {period.id} ({period.starts:%Y-%m-%d} to"
        f" {period.ends:%Y-%m-%d})"
    )
    put_text(sheet.cell(1, 1), title).font = TITLE
    heads = [("Party", PARTY), ("Country or area", "name"), *asked.select("title", "code").rows()]
    widths = (8, 34, *(18 for _ in heads[2:]))
    for at, (label, code) in enumerate(heads, 1):
        head = put_text(sheet.cell(LABELS, at), label)
        head.font, head.fill = BOLD, HEAD
        below = put_text(sheet.cell(CODES, at), code)
        below.font = GREY
        head.alignment = below.alignment = WRAPPED
        sheet.column_dimensions[get_column_letter(at)].width = widths[at - 1]
    for row, texts in zip((LABELS, CODES), zip(*heads, strict=True), strict=True):
        sheet.row_dimensions[row].height = row_height(texts, widths)
    sheet.freeze_panes = sheet.cell(FIRST, FIRST_ITEM)
    for row, (name, code) in enumerate(parties, FIRST):
        put_text(sheet.cell(row, 1), code)
        put_text(sheet.cell(row, 2), name)
    last = FIRST + len(parties) + SPARE_ROWS - 1
    _validate_cells(sheet, asked, last, rules.reference.names().height)
    fit_to_width(sheet, f"{LABELS}:{CODES}")


def _validate_cells(sheet: Worksheet, asked: pl.DataFrame, last: int, codes: int) -> None:
    """A rule for every cell that can be filled: a code from the list, a date, or a date or `not
    bound`."""
    party = DataValidation(
        "list", formula1=f"{CODES_SHEET}!$A$1:$A${codes}", allow_blank=True, showErrorMessage=True
    )
    party.errorTitle, party.error = "Party", "Choose an ISO 3166-1 alpha-3 code from the list."
    party.add(f"A{FIRST}:A{last}")
    sheet.add_data_validation(party)
    for at, free in enumerate(asked["earned_when_not_bound"], FIRST_ITEM):
        letter = get_column_letter(at)
        cell = f"{letter}{FIRST}"
        if free:
            rule = DataValidation(
                "custom",
                formula1=f'OR(ISNUMBER({cell}),LOWER({cell})="{NOT_BOUND}")',
                allow_blank=True,
            )
            rule.error = f"Write the day of receipt, or: {NOT_BOUND}"
        else:
            rule = DataValidation("date", operator="greaterThan", formula1="1", allow_blank=True)
            rule.error = "Write the day of receipt as a date."
        rule.errorTitle, rule.showErrorMessage, rule.errorStyle = "Day of receipt", True, "warning"
        rule.add(f"{cell}:{letter}{last}")
        sheet.add_data_validation(rule)
        for row in range(FIRST, last + 1):
            sheet.cell(row, at).number_format = "yyyy-mm-dd"


def _codes_sheet(book: Workbook, rules: Rules) -> None:
    sheet = book.create_sheet(CODES_SHEET)
    sheet.sheet_state = "hidden"
    codes = rules.reference.names()["party"].sort()
    for row, code in enumerate(codes, 1):
        put_text(sheet.cell(row, 1), code)


def _instructions(sheet: Worksheet, period: Cycle, columns: pl.DataFrame) -> None:
    put_text(
        sheet["A1"], f"SDG indicator 12.4.1, cycle {period.id}: what was received"
    ).font = TITLE
    for row, text in enumerate(INSTRUCTIONS, 3):
        cell: Cell = sheet.cell(row, 1)
        put_text(cell, text).alignment = WRAPPED
        sheet.merged_cells.add(f"A{row}:D{row}")
        sheet.row_dimensions[row].height = 30
    fit_to_width(sheet)
    first = 3 + len(INSTRUCTIONS) + 1
    heads = ("Column", "What it holds", "Legal basis", "Due")
    for at, text in enumerate(heads, 1):
        put_text(sheet.cell(first, at), text).font = BOLD
    for row, (code, title, article, due) in enumerate(
        columns.select("code", "title", "article", pl.col("due_on").cast(pl.String)).iter_rows(),
        first + 1,
    ):
        texts = (code, title, article, due or "")
        for at, text in enumerate(texts, 1):
            put_text(sheet.cell(row, at), text).alignment = WRAPPED
        sheet.row_dimensions[row].height = row_height(texts, GUIDE_WIDTHS)
    for letter, width in zip("ABCD", GUIDE_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
