"""Workbooks to fill in: one row a Party, one column an item of the cycle, each cell the day of
receipt."""

from collections.abc import Sequence
from datetime import date

import polars as pl
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..characters import unaccented
from ..errors import UsageError
from ..rules import Convention, Cycle, Rules, cycle_items
from ..scoring import parties_of
from ..submissions.names import party_reader
from ..submissions.template import CODES_SHEET, INSTRUCTIONS, NOT_BOUND, PARTY, column_code
from .days import DAY, days, days_or, first_day
from .saving import saved
from .sheets import A4, BOLD, TITLE, WRAPPED, fit_to_width, put_text, row_height
from .words import Words, words

LABELS, CODES, FIRST = 2, 3, 4
SPARE_ROWS = 20
GUIDE_WIDTHS = (52, 70, 30, 12)
FIRST_ITEM = 3
GREY, HEAD = Font(name="Calibri", color="808080", size=9), PatternFill("solid", fgColor="DDEBF7")
SENTENCES = ("one", "two", "three", "four", "five", "six")
ACROSS = 170  # characters of a table on a page that is still easy to read


def template_bytes(
    rules: Rules,
    conventions: Sequence[str],
    cycle: int,
    parties: Sequence[str] = (),
    language: str = "en",
) -> bytes:
    """A workbook with a sheet of instructions and one sheet for each convention.

    Args:
        rules: what the conventions ask.
        conventions: keys of conventions, in the order of the sheets.
        cycle: the cycle whose items become columns.
        parties: codes or names of Parties; none: every Party of the convention at the period's end,
            by the Party status table of the package.
        language: one of the six of the United Nations; codes, citations and names of items stay as
            they are.

    Raises:
        UsageError: a convention, cycle, Party or language is not known, or the convention is not in
            force in the cycle.
    """
    period, say = rules.cycle(cycle), words(language)
    items = cycle_items(rules, period, rules.edition())
    book = Workbook()
    about = book.active
    assert isinstance(about, Worksheet)
    about.title = INSTRUCTIONS[language]
    columns = []
    for name in conventions:
        convention = rules.convention(name)
        asked = _columns(items, convention, say)
        if asked.is_empty():
            raise UsageError(
                f"{convention.short_name} asks nothing in cycle {cycle}: it was not in force."
            )
        rows = _parties(rules, convention, period, parties, language)
        _convention_sheet(book, rules, convention, period, asked, rows, say)
        columns.append(asked)
    _codes_sheet(book, rules)
    _instructions(about, period, pl.concat(columns), say)
    book.properties.title, book.properties.language = about["A1"].value, language
    for sheet in book.worksheets:
        sheet.sheet_view.rightToLeft = say.right_to_left
    return saved(book)


def _columns(items: pl.DataFrame, convention: Convention, say: Words) -> pl.DataFrame:
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
        _head(say, convention.id, *row)
        for row in asked.select("role", "obligation", "item", "label", "item_name").rows()
    ]
    return asked.hstack(
        pl.DataFrame(heads, schema={"code": pl.String, "title": pl.String}, orient="row")
    )


def _head(
    say: Words,
    convention: str,
    role: bool,
    obligation: str,
    item: str,
    label: str,
    name: str | None,
) -> tuple[str, str]:
    """The code and the title of an item's column."""
    if role:
        return column_code(convention, item, None), say.role(item)
    label = say.label(convention, obligation, label)
    return column_code(convention, obligation, item), f"{label}: {name or item}" if item else label


def _parties(
    rules: Rules, convention: Convention, period: Cycle, wanted: Sequence[str], language: str
) -> list[tuple[str, str]]:
    status = rules.reference.party_status
    names: dict[str, str] = dict(rules.reference.names(language).iter_rows())
    if not wanted:
        members = parties_of(status, period).filter(pl.col("convention") == convention.id)["party"]
        return sorted(
            ((names.get(code, code), code) for code in members),
            key=lambda pair: unaccented(pair[0]),
        )
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
    say: Words,
) -> None:
    name = say.convention(convention)
    sheet = book.create_sheet(name)
    title = say.say(
        "template", "title", convention=name, first=period.starts.year, last=period.ends.year
    )
    put_text(sheet.cell(1, 1), title).font = TITLE
    fixed = (say.say("template", "party"), PARTY), (say.say("template", "area"), "name")
    heads = [*fixed, *asked.select("title", "code").rows()]
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
    _validate_cells(
        sheet, asked, last, rules.reference.names().height, first_day([convention]), say
    )
    _print(sheet, widths, last, say.say("template", "about", cycle=period.id))


def _print(sheet: Worksheet, widths: Sequence[int], last: int, about: str) -> None:
    """On paper with its lines, to write on: as many pages across as can be read."""
    fit_to_width(sheet, f"1:{CODES}")
    sheet.row_dimensions[1].height = 24
    sheet.print_title_cols = "A:B"
    sheet.page_setup.fitToWidth = -(-sum(widths) // ACROSS)
    sheet.page_setup.paperSize = A4
    sheet.print_options.gridLines = True
    sheet.print_area = f"A1:{get_column_letter(len(widths))}{last}"
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = about, "&P / &N"


def _validate_cells(
    sheet: Worksheet, asked: pl.DataFrame, last: int, codes: int, first: date, say: Words
) -> None:
    """A rule for every cell that can be filled: a code from the list, a day, or a day or `not
    bound`."""
    party = DataValidation(
        "list", formula1=f"{CODES_SHEET}!$A$1:$A${codes}", allow_blank=True, showErrorMessage=True
    )
    party.errorTitle, party.error = say.say("template", "party"), say.say("template", "choose")
    party.add(f"A{FIRST}:A{last}")
    sheet.add_data_validation(party)
    for at, free in enumerate(asked["earned_when_not_bound"], FIRST_ITEM):
        letter = get_column_letter(at)
        cells = f"{letter}{FIRST}:{letter}{last}"
        rule = days_or(say, cells, first, NOT_BOUND) if free else days(say, cells, first)
        sheet.add_data_validation(rule)
        for row in range(FIRST, last + 1):
            sheet.cell(row, at).number_format = DAY


def _codes_sheet(book: Workbook, rules: Rules) -> None:
    sheet = book.create_sheet(CODES_SHEET)
    sheet.sheet_state = "hidden"
    codes = rules.reference.names()["party"].sort()
    for row, code in enumerate(codes, 1):
        put_text(sheet.cell(row, 1), code)


def _instructions(sheet: Worksheet, period: Cycle, columns: pl.DataFrame, say: Words) -> None:
    put_text(sheet["A1"], say.say("template", "about", cycle=period.id)).font = TITLE
    commands = {
        "check": "sdg1241 validate FILE.xlsx",
        "compute": f"sdg1241 run FILE.xlsx --cycle {period.id} --output FOLDER",
    }
    for row, key in enumerate(SENTENCES, 3):
        cell: Cell = sheet.cell(row, 1)
        put_text(cell, say.say("template", key, free=NOT_BOUND, **commands)).alignment = WRAPPED
        sheet.merged_cells.add(f"A{row}:D{row}")
        sheet.row_dimensions[row].height = row_height([cell.value], [sum(GUIDE_WIDTHS)])
    fit_to_width(sheet)
    first = 3 + len(SENTENCES) + 1
    for at, key in enumerate(("column", "holds", "basis", "due"), 1):
        put_text(sheet.cell(first, at), say.say("template", key)).font = BOLD
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
