"""The workbook of one Party: what it still owes, and a column for the days of sending.

Filled in and returned it is input: below the headings stands a grey row of codes, and each line
says in grey which item of which Party it is.
"""

from decimal import Decimal

import polars as pl
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ..rules import Rules
from ..scoring import Scored
from ..submissions.template import RECEIVED, column_code
from .days import DAY, days, first_day
from .saving import TableBook, saved
from .sheets import A4, LINE, TITLE, WRAPPED, fit_to_width, put_text, row_height
from .words import Words, words

WIDTHS = {  # by the code of the column
    "convention": 22,
    "obligation": 58,
    "item": 46,
    "article": 34,
    "due_on": 13,
    "state": 20,
    "gain": 20,
    RECEIVED: 14,
    "party": 8,
    "code": 38,
}
CODED = ("party", "code")  # for the reader, not for the person
DATES = ("due_on", RECEIVED)
HEAD_ROW = 7
FIRST = HEAD_ROW + 2
FILL_IN = PatternFill("solid", fgColor="FFF2CC")
RULE = Border(bottom=Side("thin", color="BFBFBF"))
MIDDLE = Alignment(vertical="top", horizontal="center")
HEAD_FILL = PatternFill("solid", fgColor="1F4E78")
GREY = Font(name="Calibri", color="808080", size=9)
GUIDE = Font(name="Calibri", italic=True)


def reminder_bytes(owed: pl.DataFrame, scored: Scored, rules: Rules, language: str = "en") -> bytes:
    """The workbook of a Party.

    Args:
        owed: what it owes, from `answers.outstanding`, with `state` (text) added.
        scored: the scores of the cycle.
        rules: what the conventions ask.
        language: one of the six of the United Nations; citations and names of items stay as they
            are.

    Raises:
        UsageError: there are no words in that language.
    """
    say = words(language)
    book = TableBook()
    sheet = book.create_sheet(say.say("reminder", "sheet"))
    lines = _lines(owed, rules, say)
    last = FIRST + lines.height - 1
    _paper(sheet, last, say)
    title = _head(sheet, owed, scored, say, language, rules)
    for row, line in enumerate(lines.iter_rows(), FIRST):
        shown = line[: len(WIDTHS) - len(CODED)]
        sheet.row_dimensions[row].height = row_height(shown, list(WIDTHS.values())[: len(shown)])
        for at, (column, value) in enumerate(zip(WIDTHS, line, strict=True), 1):
            _fill(sheet.cell(row, at), column, value)
    letter = get_column_letter(list(WIDTHS).index(RECEIVED) + 1)
    asked = [c for c in rules.conventions if c.id in set(owed["convention"])]
    sheet.add_data_validation(days(say, f"{letter}{FIRST}:{letter}{last}", first_day(asked)))
    book.properties.title, book.properties.language = title, language
    return saved(book)


def _paper(sheet: Worksheet, last: int, say: Words) -> None:
    """Widths, frozen headings, filters on the row of codes, and print without the grey columns."""
    for at, width in enumerate(WIDTHS.values(), 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = f"A{FIRST}"
    sheet.sheet_view.showGridLines, sheet.sheet_view.rightToLeft = False, say.right_to_left
    fit_to_width(sheet, f"{HEAD_ROW}:{HEAD_ROW}")
    sheet.page_setup.paperSize = A4
    sheet.print_area = f"A1:{_last_printed()}{last}"
    sheet.oddFooter.right.text = "&P / &N"
    sheet.auto_filter.ref = f"A{HEAD_ROW + 1}:{get_column_letter(len(WIDTHS))}{last}"


def _last_printed() -> str:
    return str(get_column_letter(len(WIDTHS) - len(CODED)))


def _head(
    sheet: Worksheet, owed: pl.DataFrame, scored: Scored, say: Words, language: str, rules: Rules
) -> str:
    """Title, period, what to do, the headings and the row of codes; returns the title."""
    party = owed["party"][0]
    named = dict(rules.reference.names(language).iter_rows())
    name = owed["name"][0] if language == "en" else named.get(party)
    title = say.say("reminder", "title", name=name or party, party=party)
    period = say.say(
        "reminder",
        "period",
        cycle=scored.cycle.id,
        first=scored.cycle.starts,
        last=scored.cycle.ends,
        day=owed["counted_on"][0],
        count=owed.height,
    )
    put_text(sheet["A1"], title).font = TITLE
    sheet.row_dimensions[1].height = 24
    put_text(sheet["A2"], period)
    across = sum(WIDTHS.values()) - sum(WIDTHS[column] for column in CODED)
    for row, key in enumerate(("one", "two"), 4):
        cell = put_text(sheet.cell(row, 1), say.say("reminder", key))
        cell.font, cell.alignment = GUIDE, Alignment(vertical="center", wrap_text=True)
        sheet.row_dimensions[row].height = max(row_height([cell.value], [across]), 2 * LINE)
        sheet.merged_cells.add(f"A{row}:{_last_printed()}{row}")
    sheet.row_dimensions[HEAD_ROW].height = 48
    for at, column in enumerate(WIDTHS, 1):
        head = put_text(sheet.cell(HEAD_ROW, at), say.say("reminder", column))
        head.font, head.fill = Font(name="Calibri", bold=True, color="FFFFFF"), HEAD_FILL
        head.alignment = Alignment(vertical="center", wrap_text=True)
        put_text(sheet.cell(HEAD_ROW + 1, at), column).font = GREY
    return title


def _lines(owed: pl.DataFrame, rules: Rules, say: Words) -> pl.DataFrame:
    """The lines under the headings: one an item, or one a contact that is still missing, of which
    the first has what all of them add together."""
    names = {c.id: say.convention(c) for c in rules.conventions}
    roles = pl.col("missing_roles").str.split(", ")
    split = (
        owed.with_row_index("at")
        .with_columns(role=roles)
        .explode("role")
        .with_columns(gain=pl.when(pl.col("at").is_first_distinct()).then("gain"))
    )
    rows = []
    for line in split.iter_rows(named=True):
        convention, obligation, role = line["convention"], line["obligation"], line["role"]
        item = line["item_name"] or line["item"] if line["item"] else role and say.role(role)
        code = column_code(convention, role or obligation, None if role else line["item"])
        label = say.label(convention, obligation, line["label"])
        state = line["state"] if say.language == "en" else _state(line["days_overdue"], say)
        known = line["article"], line["due_on"], state, line["gain"], None
        rows.append((names[convention], label, item, *known, line["party"], code))
    return pl.DataFrame(rows, schema=list(WIDTHS), orient="row", infer_schema_length=None)


def _state(overdue: int | None, say: Words) -> str:
    """Days overdue or left, in words; blank text where there is no due date."""
    if overdue is None:
        return ""
    key = "overdue" if overdue > 0 else "left" if overdue < 0 else "today"
    return say.say("reminder", key, days=abs(overdue))


def _fill(cell: Cell, column: str, value: object) -> None:
    if isinstance(value, str):
        put_text(cell, value)
    else:
        cell.value = float(value) if isinstance(value, Decimal) else value
    cell.alignment, cell.border = MIDDLE if column in DATES else WRAPPED, RULE
    if column in DATES:
        cell.number_format = DAY
    if column == "gain":
        cell.number_format = "0.00"
    if column == RECEIVED:
        cell.fill = FILL_IN
    if column in CODED:
        cell.font, cell.alignment = GREY, Alignment(vertical="top")
