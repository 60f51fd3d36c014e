"""Bad inputs that are no plain text. Each function writes one into the folder that it is given."""

import io
import zipfile
from pathlib import Path

import polars as pl
from openpyxl import Workbook, load_workbook

from sdg1241 import load_rules
from sdg1241.exports.template import template_bytes

HEADER = ("party", "convention", "obligation", "item", "received_on")
BAD = ("XQQ", "basel", "focal_point", None, "2015-01-01")
LINES = ",".join(HEADER) + "\nXQQ,basel,focal_point,,2015-01-01\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"


def _book(*rows, name="submissions") -> Workbook:
    book = Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    return book


def _bytes(book: Workbook) -> bytes:
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _changed(data: bytes, change, part=SHEET) -> bytes:
    """The archive with one part replaced by `change(part)`."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as read,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as write,
    ):
        for name in read.namelist():
            write.writestr(name, change(read.read(name)) if name == part else read.read(name))
    return held.getvalue()


def _xlsx(folder: Path, data: bytes, name="submissions.xlsx") -> None:
    (folder / name).write_bytes(data)


def _csv(folder: Path, data: bytes) -> None:
    (folder / "submissions.csv").write_bytes(data)


def quotes_that_never_match(folder):
    _csv(folder, ("party,convention,obligation,item,received_on\n" + '"K"EN,x\n' * 200).encode())


def many_columns(folder):
    _csv(folder, (",".join(HEADER) + "," + ",".join(f"x{n}" for n in range(1995)) + "\n").encode())


def utf8_bom(folder):
    _csv(folder, LINES.encode("utf-8-sig"))


def utf16(folder):
    _csv(folder, LINES.encode("utf-16"))


def utf16_without_mark(folder):
    _csv(folder, LINES.replace("XQQ", "\u4e2d\u6587" * 50).encode("utf-16-le"))


def utf16_cut(folder):
    _csv(folder, LINES.encode("utf-16")[:-1])


def cp1252(folder):
    _csv(
        folder,
        LINES.replace("XQQ", "Côte du Sud")
        .replace("\nC", "\nKEN ,basel,focal_point,,2015-01-02\nC")
        .encode("cp1252"),
    )


def noise(folder):
    _csv(folder, bytes(range(256)) * 4)


def many_repairs(folder):
    lines = "".join(f"ken,basel,focal_point,,2015-01-{n % 28 + 1:02d}\n" for n in range(101))
    _csv(folder, (",".join(HEADER) + "\n" + lines).encode())


def folder(folder):
    (folder / "submissions.csv").mkdir()


def unreadable(folder):
    (folder / "submissions.csv").symlink_to(
        "submissions.csv"
    )  # leads to itself: no one can open it, root included


def truncated_zip(folder):
    _xlsx(folder, _bytes(_book(HEADER, BAD))[:-300])


def damaged_sheet(folder):
    _xlsx(folder, _changed(_bytes(_book(HEADER, BAD)), lambda xml: xml[: len(xml) // 2]))


def plain_zip(folder):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("submissions.csv", LINES)
    _xlsx(folder, held.getvalue())


def ole(folder):
    _xlsx(folder, OLE + bytes(2000), "submissions.xls")


def encrypted(folder):
    _xlsx(folder, OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000))


def _archive_with(folder, part):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(part, "x")
    _xlsx(folder, held.getvalue())


def xlsb(folder):
    _archive_with(folder, "xl/workbook.bin")


def ods(folder):
    _archive_with(folder, "content.xml")


def docx(folder):
    _archive_with(folder, "word/document.xml")


def pdf(folder):
    _csv(folder, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")


def entities(folder):
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    _xlsx(folder, _changed(_bytes(_book(HEADER, BAD)), lambda xml: declared + xml))


def bomb(folder):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/sharedStrings.xml", "w") as part:
            for _ in range(100):
                part.write(bytes(1 << 20))
    _xlsx(folder, held.getvalue())


def far_row(folder):
    rows = (
        b'<row r="2000000000"><c r="A2000000000"'
        b' t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    )
    _xlsx(
        folder, _changed(_bytes(_book(HEADER, BAD)), lambda xml: xml.replace(b"</sheetData>", rows))
    )


def far_column(folder):
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(3, 20_003))
    _xlsx(
        folder,
        _changed(
            _bytes(_book(HEADER, BAD)),
            lambda xml: xml.replace(b"</sheetData>", rows.encode() + b"</sheetData>"),
        ),
    )


def macros(folder):
    held = io.BytesIO(_bytes(_book(HEADER, BAD)))
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("xl/vbaProject.bin", OLE + bytes(500))
    data = _changed(
        held.getvalue(),
        lambda xml: xml.replace(
            b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"ms-excel.sheet.macroEnabled.main+xml",
        ),
        "[Content_Types].xml",
    ).replace(b"vnd.vnd", b"vnd")
    _xlsx(folder, data, "submissions.xlsm")


def million_rows(folder):
    """A full sheet, 1,048,576 rows; the last one names an unknown Party. Written as XML, a thousand
    rows at a time."""
    days = [f"2016-{month:02d}-{day:02d}" for month in range(1, 13) for day in range(1, 29)]
    texts = [*HEADER, "XQQ", "KEN", "basel", "annual_report", *map(str, range(1995, 2015)), *days]

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    listed = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    shape = _changed(
        _bytes(_book()),
        lambda xml: xml.replace(b"</Types>", listed.encode()),
        "[Content_Types].xml",
    )

    def row(n, *at):
        cells = "".join(
            f'<c r="{c}{n}" t="s"><v>{v}</v></c>' for c, v in zip("ABCDE", at, strict=True)
        )
        return f'<row r="{n}">{cells}</row>'

    with (
        zipfile.ZipFile(io.BytesIO(shape)) as read,
        zipfile.ZipFile(
            folder / "submissions.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1
        ) as write,
    ):
        for name in read.namelist():
            if name not in (SHEET, "xl/sharedStrings.xml"):
                write.writestr(name, read.read(name))
        strings = "".join(f"<si><t>{text}</t></si>" for text in texts)
        write.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{strings}</sst>')
        with write.open(SHEET, "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{main}"><sheetData>{row(1, 0, 1, 2, 3, 4)}'.encode())
            pattern = row("%d", 6, 7, 8, "%i", "%t")
            for start in range(2, 1_048_576, 1000):
                rows = range(start, min(start + 1000, 1_048_576))
                for n in rows:
                    here = pattern.replace("%d", str(n)).replace("%i", str(9 + n % 20))
                    sheet.write(here.replace("%t", str(29 + n // 20 % len(days))).encode())
            sheet.write((row(1_048_576, 5, 7, 8, 9, 29) + "</sheetData></worksheet>").encode())


def long_cell(folder):
    text = b'<c r="A2" t="inlineStr"><is><t>' + b"x" * 40_000 + b"</t></is></c>"

    def change(xml):
        begin = xml.index(b'<c r="A2"')
        end = xml.index(b"</c>", begin) + 4
        return xml[:begin] + text + xml[end:]

    _xlsx(folder, _changed(_bytes(_book(HEADER, BAD)), change))


def formula_with_result(folder):
    data = _bytes(_book(HEADER, ("=X", *BAD[1:])))
    _xlsx(
        folder,
        _changed(
            data,
            lambda xml: xml.replace(
                b'<c r="A2"><f>X</f><v></v></c>', b'<c r="A2" t="str"><f>X</f><v>XQQ</v></c>'
            ).replace(b'<c r="A2"><f>X</f><v /></c>', b'<c r="A2" t="str"><f>X</f><v>XQQ</v></c>'),
        ),
    )


def formula_without_result(folder):
    _xlsx(folder, _bytes(_book(HEADER, ("KEN", "basel", "focal_point", None, "=TODAY()"))))


def date_out_of_range(folder):
    book = _book(HEADER, ("KEN", "basel", "focal_point", None, 9_999_999_999))
    book.active["E2"].number_format = "yyyy-mm-dd"
    _xlsx(folder, _bytes(book))


def error_cell(folder):
    _xlsx(folder, _bytes(_book(HEADER, ("#N/A", *BAD[1:]))))


def merged_header(folder):
    book = _book(("party", "convention", "obligation", "item", "received_on"), BAD)
    book.active.merge_cells("A1:B1")
    _xlsx(folder, _bytes(book))


def title_rows(folder):
    _xlsx(folder, _bytes(_book(("Register",), (), (), HEADER, (), (), BAD)))


def hidden_sheet(folder):
    book = _book(HEADER, BAD)
    book.create_sheet("Read me")
    book.active.sheet_state = "hidden"
    book.active = 1
    _xlsx(folder, _bytes(book))


def empty_workbook(folder):
    _xlsx(folder, _bytes(Workbook()))


def workbook_named_csv(folder):
    _csv(folder, _bytes(_book(HEADER, BAD)))


def _template(folder, change, convention="basel"):
    book = load_workbook(io.BytesIO(template_bytes(load_rules(), [convention], 2020, ["KEN"])))
    change(book[f"{convention.capitalize()} Convention"])
    _xlsx(folder, _bytes(book), f"{convention}.xlsx")


def _column(sheet, code):
    return next(cell.column for cell in sheet[3] if cell.value == code)


def template_changed_code(folder):
    def change(sheet):
        at = _column(sheet, "basel:annual_report:2015")
        sheet.cell(3, at).value, sheet.cell(4, at).value = "basel:annual_report:20155", "2016-03-01"

    _template(folder, change)


def template_lost_code(folder):
    def change(sheet):
        at = _column(sheet, "basel:annual_report:2015")
        sheet.cell(3, at).value, sheet.cell(4, at).value = "report of 2015", "2016-03-01"

    _template(folder, change)


def template_not_bound_elsewhere(folder):
    def change(sheet):
        sheet.cell(4, _column(sheet, "stockholm:official_contact_point")).value = "not bound"

    _template(folder, change, "stockholm")


def template_repeated_code(folder):
    def change(sheet):
        sheet.cell(3, _column(sheet, "basel:annual_report:2016")).value = "basel:annual_report:2015"

    _template(folder, change)


def template_bad_cells(folder):
    def change(sheet):
        sheet["A4"] = "XQQ"
        sheet.cell(4, _column(sheet, "basel:annual_report:2015")).value = "yes"
        sheet.cell(4, _column(sheet, "basel:annual_report:2016")).value = "not bound"

    _template(folder, change)


def _parquet() -> bytes:
    held = io.BytesIO()
    pl.DataFrame([BAD], schema=dict.fromkeys(HEADER, pl.String), orient="row").write_parquet(held)
    return held.getvalue()


def parquet_named_csv(folder):
    _csv(folder, _parquet())


def parquet_cut(folder):
    _xlsx(folder, _parquet()[:-20], "submissions.parquet")


def parquet_damaged(folder):
    data = _parquet()
    _xlsx(
        folder, data[:4] + bytes(len(data) // 2) + data[4 + len(data) // 2 :], "submissions.parquet"
    )


def parquet_nested(folder):
    pl.DataFrame({"party": [["KEN"]], **{name: ["x"] for name in HEADER[1:]}}).write_parquet(
        folder / "submissions.parquet"
    )


def parquet_bomb(folder):
    names = {name: pl.lit("KEN") for name in HEADER}
    pl.select(pl.repeat("KEN", 20_000_000).alias("party")).lazy().with_columns(
        **names
    ).sink_parquet(folder / "submissions.parquet")


def unnamed_sheets(folder):
    """A second year of submissions on a sheet with a name of its own, a list of Parties, and a
    remark."""
    book = _book(HEADER, ("KEN", "basel", "focal_point", None, "2015-01-01"))
    further = book.create_sheet("submissions 2016")
    further.append(HEADER)
    further.append(("KEN", "basel", "competent_authority", None, "2016-01-01"))
    listed = book.create_sheet("Membership")
    listed.append(("convention", "party"))
    listed.append(("basel", "KEN"))
    book.create_sheet("Remark").append(("Sent by the focal point.",))
    _xlsx(folder, _bytes(book))


def style_that_is_not_there(folder):
    """openpyxl prints of such a file, which nobody asked for."""
    data = _bytes(_book(HEADER, BAD))
    _xlsx(
        folder, _changed(data, lambda xml: xml.replace(b'xfId="0"', b'xfId="99"'), "xl/styles.xml")
    )


def parquet_day_outside_the_calendar(folder):
    """polars takes such a day in, and panics when it writes it as text."""
    day = pl.Series("received_on", [2**31 - 1], dtype=pl.Int32).cast(pl.Date)
    texts = dict(zip(HEADER[:-1], BAD[:-1], strict=True))
    pl.DataFrame(texts).with_columns(day).write_parquet(folder / "submissions.parquet")


def _template_with_name(folder, name):
    def change(sheet):
        sheet.cell(4, _column(sheet, "name")).value = name
        sheet.cell(4, _column(sheet, "basel:annual_report:2015")).value = "2016-03-01"
        sheet.cell(4, _column(sheet, "basel:annual_report:2016")).value = "2017-03-01"

    _template(folder, change)


def template_with_another_name(folder):
    _template_with_name(folder, "Albania")


def template_with_a_name_of_nobody(folder):
    _template_with_name(folder, "The Desk of Ms Otieno")


def remark_beside_the_table(folder):
    _xlsx(folder, _bytes(_book(HEADER, (*BAD, None, "sent by e-mail"), (*BAD, None, "again"))))


def _with_hidden(folder, name, hidden, *rows):
    book = _book(HEADER, BAD, name=name)
    sheet = book.create_sheet(hidden)
    for row in rows:
        sheet.append(row)
    sheet.sheet_state = "hidden"
    _xlsx(folder, _bytes(book))


def hidden_sheet_beside_the_register(folder):
    _with_hidden(folder, "Register", "submissions", HEADER, ("KEN", *BAD[1:]), ("UGA", *BAD[1:]))


def hidden_parties(folder):
    entry = ("convention", "party", "entry_into_force")
    _with_hidden(folder, "submissions", "parties", entry, ("basel", "KEN", "2000-08-30"))
