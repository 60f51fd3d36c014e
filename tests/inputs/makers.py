"""Two further inputs of each kind, in another dress than the given one.

A maker is named for its kind, and writes into a folder. It returns the file that the command gets.
"""

import datetime as dt
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

Cells = Sequence[object]
HEADER = ("party", "convention", "obligation", "item", "received_on", "reference")
# Four receipts in order, as the given inputs hold them.
FOUR: list[Cells] = [
    ("BOL", "basel", "focal_point", "", dt.datetime(2015, 1, 1), "A-1"),  # noqa: DTZ001
    ("BOL", "basel", "competent_authority", "", dt.datetime(2015, 1, 1), "A-2"),  # noqa: DTZ001
    ("BOL", "basel", "annual_report", "2015", dt.datetime(2016, 12, 31), "A-3"),  # noqa: DTZ001
    ("CIV", "stockholm", "implementation_plan", "", dt.datetime(2016, 6, 1), "A-4"),  # noqa: DTZ001
]
UNSD = (
    "Goal",
    "Target",
    "Indicator",
    "SeriesCode",
    "GeoAreaCode",
    "GeoAreaName",
    "TimePeriod",
    "Value",
    "Nature",
)
A_VALUE = (12, "12.4", "12.4.1", "SG_HAZ_CMRBASEL", 404, "Kenya", 2020, 83.33333, "C")


def _csv(
    folder: Path, rows: Sequence[Cells], separator: str = ",", encoding: str = "utf-8"
) -> Path:
    path = folder / "submissions.csv"
    lines = (separator.join(_written(cell) for cell in row) for row in rows)
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def _written(cell: object) -> str:
    return cell.date().isoformat() if isinstance(cell, dt.datetime) else str(cell)


def _book(**sheets: Sequence[Cells]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append([cell if cell != "" else None for cell in row])
    return book


def _saved(folder: Path, book: openpyxl.Workbook, name: str = "submissions.xlsx") -> Path:
    book.save(folder / name)
    return folder / name


def _changed(path: Path, change: Callable[[str, bytes], tuple[str, bytes]], **more: bytes) -> Path:
    """The workbook with each part as `change` gives it, and `more` parts (`__` is a slash)."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old:
        parts = [change(info.filename, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in (*parts, *((n.replace("__", "/"), d) for n, d in more.items())):
            info = zipfile.ZipInfo(name)
            info.filename = name  # a backslash too stays what it is
            new.writestr(info, data, zipfile.ZIP_DEFLATED)
    return path


# ---- K1: more than one sheet fits the table ----


def k1_sheet_per_year(folder: Path) -> Path:
    moved = [(row[4], *row[:4], row[5]) for row in (HEADER, FOUR[3])]
    return _saved(folder, _book(Y2015=[HEADER, *FOUR[:2]], Y2016=[HEADER, FOUR[2]], Late=moved))


def k1_hidden_sheet_of_the_name(folder: Path) -> Path:
    book = _book(submissions=[HEADER, FOUR[3]], Register=[HEADER, *FOUR])
    book["submissions"].sheet_state = "hidden"
    return _saved(folder, book, "register.xlsx")


# ---- K2: a marker of a missing value becomes Namibia ----


def k2_na_among_names_xlsx(folder: Path) -> Path:
    rows = [("Bolivia", *FOUR[2][1:]), ("Kenya", *FOUR[2][1:]), ("NA", *FOUR[2][1:])]
    return _saved(folder, _book(submissions=[HEADER, *rows]))


def k2_na_among_two_letters(folder: Path) -> Path:
    rows = [(party, *FOUR[2][1:]) for party in ("BO", "KE", "NA", "UG")]
    return _csv(folder, [HEADER, *rows], ";")


# ---- K3: a time of day that says that the day is another ----


def k3_every_date_at_16_xlsx(folder: Path) -> Path:
    day = dt.datetime(2019, 12, 31, 16)  # noqa: DTZ001
    return _saved(folder, _book(submissions=[HEADER, *((*row[:4], day, row[5]) for row in FOUR)]))


def k3_other_forms_of_utc(folder: Path) -> Path:
    forms = (
        "2019-12-31T22:00:00+00:00",
        "31/12/2019 23:00",
        "2019-12-31 6:30 PM",
        "31 Dec 2019 23:00 UTC",
    )
    return _csv(
        folder, [HEADER, *((*row[:4], day, row[5]) for row, day in zip(FOUR, forms, strict=True))]
    )


# ---- K4: parts of a workbook that nobody reads ----


def k4_logo_with_entities(folder: Path) -> Path:
    logo = b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'
    path = _saved(folder, _book(submissions=[HEADER, *FOUR]))
    return _changed(path, lambda name, data: (name, data), xl__media__image1_svg=logo)


def k4_custom_properties(folder: Path) -> Path:
    broken = '<?xml version="1.0" encoding="utf-16"?><Properties><property'.encode("utf-16")
    path = _saved(folder, _book(submissions=[HEADER, *FOUR]))
    return _changed(path, lambda name, data: (name, data), docProps__custom_xml=broken)


# ---- K5: container forms that other readers open ----


def k5_backslashes(folder: Path) -> Path:
    path = _saved(folder, _book(submissions=[HEADER, *FOUR]))
    return _changed(path, lambda name, data: (name.replace("/", "\\"), data))


def k5_parts_in_another_case(folder: Path) -> Path:
    path = _saved(folder, _book(submissions=[HEADER, *FOUR]))
    return _changed(path, lambda name, data: (re.sub("sheet1.xml$", "Sheet1.XML", name), data))


# ---- K6: a look that the library dislikes ----


def _with_styles(folder: Path, old: str, new: str) -> Path:
    def change(name: str, data: bytes) -> tuple[str, bytes]:
        if name == "xl/styles.xml":
            data, changes = re.subn(old.encode(), new.encode(), data, count=1)
            assert changes == 1
        return name, data

    return _changed(_saved(folder, _book(submissions=[HEADER, *FOUR])), change)


def k6_colour_without_form(folder: Path) -> Path:
    return _with_styles(
        folder, "<patternFill ?/>", '<patternFill><fgColor rgb="red"/></patternFill>'
    )


def k6_font_family_out_of_range(folder: Path) -> Path:
    return _with_styles(folder, '<family val="2" ?/>', '<family val="99"/>')


# ---- K7: hints that name only other countries ----


def k7_names_in_other_dress(folder: Path) -> Path:
    names = (
        "S. Korea",
        "U.K.",
        "Tanzania, United Republic of",
        "D.R. Congo",
        "eSwatini (Swaziland)",
        "Czech Rep.",
        "Kyrgyzia",
        "COTE D\u2019IVOIRE",
        "Re\u0301publique du Kenya",
        "Korea, Dem. People's Rep.",
    )
    return _csv(folder, [HEADER, *((name, *FOUR[2][1:]) for name in names)], ";", "utf-8-sig")


def k7_names_of_nobody(folder: Path) -> Path:
    names = ("Kosovo", "Yugoslavia", "Czechoslovakia", "England", "USSR", "Serbia and Montenegro")
    return _saved(folder, _book(submissions=[HEADER, *((name, *FOUR[2][1:]) for name in names)]))


# ---- K8: rows that leave out blank cells at their end ----

LONG = (*HEADER, "ended_on", "note")


def k8_short_rows_with_tabs(folder: Path) -> Path:
    return _csv(folder, [LONG, (*FOUR[0], "", "seen"), FOUR[1], (*FOUR[2], ""), FOUR[3][:5]], "\t")


def k8_short_quoted_rows(folder: Path) -> Path:
    rows = [
        [f'"{_written(cell)}"' for cell in row] for row in (LONG, (*FOUR[0], "", "seen"), *FOUR[1:])
    ]
    return _csv(folder, rows, ";", "utf-16")


# ---- K9: characters that nobody sees; K9b: digits of other scripts ----


def k9_unseen_in_header_and_codes(folder: Path) -> Path:
    header = (
        "par\u00adty",
        "\u200fconvention\u200f",
        "obligation\u2003",
        "i\u2060tem",
        "received\u2003on",
        "reference",
    )
    rows = [
        (
            "BOL\u200e",
            "ba\u00adsel",
            "\ufeffannual\u2003report",
            "20\u200b15",
            "\u202a2016-12-31\u202c",
            "A-3",
        )
    ]
    return _csv(folder, [header, *rows], encoding="utf-16")


def k9_escapes_in_a_workbook(folder: Path) -> Path:
    header = (
        "party_x000D_",
        "convention",
        "obligation",
        "item_x000A_",
        "_x000D_received_on",
        "reference",
    )
    rows = [("BOL", "basel_x0009_", "annual_report", "2015_x000D_", "2016-12-31_x000d_", "A-3")]
    return _saved(folder, _book(submissions=[header, *rows]))


def _in_script(zero: str, text: str) -> str:
    return "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in text)


def k9b_full_width(folder: Path) -> Path:
    row = (
        "BOL",
        "basel",
        "annual_report",
        _in_script("\uff10", "2015"),
        _in_script("\uff10", "2016/12/31"),
        "",
    )
    return _csv(folder, [HEADER, row], ";", "utf-8-sig")


def k9b_persian_and_devanagari(folder: Path) -> Path:
    rows = [
        (
            "BOL",
            "basel",
            "annual_report",
            _in_script(zero, year),
            _in_script(zero, "2017-12-31"),
            "",
        )
        for zero, year in (("\u06f0", "2015"), ("\u0966", "2016"))
    ]
    return _saved(folder, _book(submissions=[HEADER, *rows]))


# ---- K10: markers of missing values ----


def _marked(marker: str) -> list[Cells]:
    rows = [(*row[:3], row[3] or marker, _written(row[4]), row[5], marker, marker) for row in FOUR]
    return [LONG, *rows]


def k10_markers_of_a_database(folder: Path) -> Path:
    return _csv(folder, _marked("\\N"), "\t")


def k10_markers_of_people_xlsx(folder: Path) -> Path:
    rows = [*_marked("-")[:2], *_marked("n/a")[2:4], *_marked("NULL")[4:]]
    return _saved(folder, _book(submissions=rows))


# ---- K11: a separator that is not usual ----


def k11_pipes_and_spaces(folder: Path) -> Path:
    return _csv(folder, [HEADER, *FOUR], " | ")


def k11_carets(folder: Path) -> Path:
    return _csv(folder, [HEADER, *FOUR], "^")


# ---- K12: a number in place of a day ----


def k12_number_in_a_book_of_1904(folder: Path) -> Path:
    book = _book(submissions=[LONG, (*FOUR[0], 41273, "")])
    book.epoch = CALENDAR_MAC_1904
    return _saved(folder, book)


def k12_number_in_a_usual_book(folder: Path) -> Path:
    return _saved(folder, _book(submissions=[HEADER, (*FOUR[2][:4], 42735, "A-3")]))


# ---- K13: a remark beside a template ----


def _template(folder: Path) -> openpyxl.Workbook:
    path = folder / "empty.xlsx"
    asked = ("template", "basel", "--cycle", "2020", "--parties", "AFG,ALB", "--output", str(path))
    subprocess.run([sys.executable, "-m", "sdg1241", *asked], check=True, capture_output=True)
    book = openpyxl.load_workbook(path)
    path.unlink()
    return book


def _filled(book: openpyxl.Workbook) -> tuple[Worksheet, int]:
    """The sheet to fill in, with three days in its first row, and the number of its row of codes."""
    places = ((sheet, row) for sheet in book for row in range(1, 9))
    sheet, codes = next((s, row) for s, row in places if s.cell(row, 1).value == "party")
    for column, day in ((3, 4), (4, 5), (5, 6)):
        sheet.cell(codes + 1, column).value = dt.datetime(2016, 12, day)  # noqa: DTZ001
    return sheet, codes


def k13_remark_two_columns_away(folder: Path) -> Path:
    book = _template(folder)
    sheet, codes = _filled(book)
    sheet.cell(codes + 1, sheet.max_column + 2).value = "by e-mail, see file 7"
    return _saved(folder, book, "template.xlsx")


def k13_column_without_code_inside(folder: Path) -> Path:
    book = _template(folder)
    sheet, codes = _filled(book)
    last = sheet.max_column
    for row in range(1, sheet.max_row + 1):  # the last column moves one to the right
        sheet.cell(row, last + 1).value = sheet.cell(row, last).value
        sheet.cell(row, last).value = None
    sheet.cell(codes - 1, last).value = "Remarks"
    sheet.cell(codes + 1, last).value = "sent twice"
    return _saved(folder, book, "template.xlsx")


# ---- K14: published values in a workbook ----


def k14_title_rows_and_a_note(folder: Path) -> Path:
    rows = [("Goal 12",), ("Indicator 12.4.1",), (), ("Source: UNSD",), (), UNSD, A_VALUE]
    return _saved(folder, _book(Cover=[("Read me",)], data=rows), "Goal12.xlsx")


def k14_swollen_styles(folder: Path) -> Path:
    path = _saved(folder, _book(data=[UNSD, A_VALUE]), "Goal12.xlsx")
    swollen = 350 << 20

    def change(name: str, data: bytes) -> tuple[str, bytes]:
        return name, data + b" " * swollen if name == "xl/styles.xml" else data

    return _changed(path, change)


# ---- K15: forms with one reading ----


def k15_days_in_words(folder: Path) -> Path:
    days = (
        "3 November 2021",
        "31 d\u00e9c. 2016",
        "1 de enero de 2018",
        "2016\u5e7412\u670831\u65e5",
    )
    return _saved(
        folder,
        _book(submissions=[HEADER, *((*r[:4], d, r[5]) for r, d in zip(FOUR, days, strict=True))]),
    )


def k15_days_of_programs(folder: Path) -> Path:
    days = ("31.12.2016.", "12/31/2016 12:00:00 AM", "2016-12-31T00:00:00+01:00", "31DEC2016")
    return _csv(
        folder, [HEADER, *((*r[:4], d, r[5]) for r, d in zip(FOUR, days, strict=True))], ";"
    )


def _template_as_text(folder: Path, separator: str, encoding: str) -> Path:
    sheet, _ = _filled(_template(folder))
    rows = [
        ["" if cell is None else _written(cell) for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]
    path = _csv(folder, rows, separator, encoding)
    return path.rename(folder / "template.csv")


def k15_template_with_semicolons(folder: Path) -> Path:
    return _template_as_text(folder, ";", "utf-8-sig")


def k15_template_with_tabs(folder: Path) -> Path:
    return _template_as_text(folder, "\t", "utf-16")
