"""How the workbook is made: tables, frozen headers, links, charts, languages, the earlier run
beside."""

import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook

from sdg1241 import Run, read_run, write_run
from sdg1241.characters import unaccented
from sdg1241.errors import UsageError
from sdg1241.exports import workbook_bytes
from sdg1241.exports.workbook.book import SHEETS

LONG = ("Indicator", "Regions", "Parties meeting", "UNSD", "Audit", "Outstanding", "Findings")


def by_title(book: Workbook, sheet: str, table: str | None = None) -> list[dict[str, object]]:
    page = book[sheet]
    cells = page[page.tables[table or sheet.replace(" ", "_")].ref]
    return [{h.value: c.value for h, c in zip(cells[0], row, strict=True)} for row in cells[1:]]


def test_the_sheets_stand_in_the_order_of_reading(sample_book: Workbook) -> None:
    assert tuple(sample_book.sheetnames) == SHEETS
    assert sample_book.active.title == "Summary"


def test_every_table_has_a_name_and_the_headings_of_its_cells(sample_book: Workbook) -> None:
    names = []
    for page in sample_book:
        assert len(page.title) <= 31
        for table in page.tables.values():
            names.append(table.displayName)
            head = [cell.value for cell in page[table.ref][0]]
            assert [column.name for column in table.tableColumns] == head
            assert all(isinstance(title, str) for title in head)
            assert len({title.casefold() for title in head}) == len(head)
    assert len(set(names)) == len(names) == 11
    assert all(re.fullmatch(r"[A-Za-z_]+", name) for name in names)


@pytest.mark.parametrize("sheet", LONG)
def test_headers_stay_in_sight_and_are_repeated_in_print(sheet: str, sample_book: Workbook) -> None:
    page = sample_book[sheet]
    head = page[next(iter(page.tables.values())).ref][0][0].row
    assert int(re.sub(r"\D", "", page.freeze_panes)) == head + 1
    assert page.print_title_rows == f"${head}:${head}"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)


def test_codes_are_text(sample_book: Workbook) -> None:
    for row in sample_book["Indicator"][sample_book["Indicator"].tables["Indicator"].ref][1:]:
        assert re.fullmatch(r"[A-Z]{3}", row[2].value)
        assert re.fullmatch(r"[0-9]{3}", row[3].value)
        assert {cell.data_type for cell in row[2:4]} == {"s"}
    assert {type(row["GeoAreaCode"]) for row in by_title(sample_book, "UNSD", "UNSD_table")} == {
        str
    }


def test_a_score_leads_to_its_lines_in_the_audit(sample_book: Workbook) -> None:
    page, audit = sample_book["Indicator"], sample_book["Audit"]
    cells = page[page.tables["Indicator"].ref]
    linked = 0
    keys = {
        "Basel": "basel",
        "Rotterdam": "rotterdam",
        "Stockholm": "stockholm",
        "Montreal": "montreal",
    }
    keys["Minamata"] = "minamata"
    for row in cells[1:]:
        for head, cell in zip(cells[0], row, strict=True):
            key = keys.get(str(head.value).split()[0])
            assert (cell.hyperlink is not None) == (
                key is not None and not isinstance(cell.value, str)
            )
            if cell.hyperlink:
                line = int(re.fullmatch(r"'Audit'!A([0-9]+)", cell.hyperlink.location)[1])
                assert [audit.cell(line, n).value for n in (1, 3)] == [row[2].value, key]
                before = [audit.cell(line - 1, n).value for n in (1, 3)]
                assert before != [row[2].value, key]
                linked += 1
    assert linked == 827


def test_charts_have_titles_and_axis_titles(sample_book: Workbook) -> None:
    charts = sample_book["Summary"]._charts
    words = [
        [
            "".join(run.t for p in title.tx.rich.p for run in p.r)
            for title in (c.title, c.x_axis.title, c.y_axis.title)
        ]
        for c in charts
    ]
    assert [w[0] for w in words] == [
        "Mean score by convention, world",
        "Distribution of scores by convention",
        "Mean score by SDG region and convention",
    ]
    assert all(all(w) for w in words)
    assert not any(c.x_axis.delete or c.y_axis.delete for c in charts)


def test_charts_draw_the_cells_that_they_name(sample_book: Workbook) -> None:
    def values(address: str) -> list[object]:
        sheet, cells = address.replace("'", "").split("!")
        return [row[0].value for row in sample_book[sheet][cells.replace("$", "")]]

    means, spread, regions = sample_book["Summary"]._charts
    glance = by_title(sample_book, "Summary", "Glance")
    assert values(means.series[0].val.numRef.f) == [row["Mean (%)"] for row in glance]
    assert values(means.series[0].cat.numRef.f) == [row["Convention"] for row in glance]
    for series in spread.series:
        rows = by_title(sample_book, "Summary", "Distribution")
        assert values(series.val.numRef.f) == [row[series.tx.v] for row in rows]
    sdg = [row for row in by_title(sample_book, "Regions") if row["Level"] == "SDG region"]
    assert len(regions.series) == 5
    for series in regions.series:
        assert values(series.val.numRef.f) == [row[f"{series.tx.v}, mean (%)"] for row in sdg]
        assert values(series.cat.numRef.f) == [row["Area"] for row in sdg]


def test_countries_stand_under_their_sub_region_by_name(sample_book: Workbook) -> None:
    rows = by_title(sample_book, "Indicator")
    regions = list(dict.fromkeys(row["M49 sub-region"] for row in rows))
    assert [r["M49 sub-region"] for r in rows] == sorted(
        (r["M49 sub-region"] for r in rows), key=regions.index
    )
    for region in regions:
        names = [
            unaccented(str(r["Country or area"])) for r in rows if r["M49 sub-region"] == region
        ]
        assert names == sorted(names)
    assert (
        unaccented("\u00c5land Islands") < unaccented("Albania") < unaccented("C\u00f4te d'Ivoire")
    )


@pytest.mark.parametrize(
    ("code", "kenya", "basel"),
    [
        ("ar", "كينيا", "اتفاقية بازل (%)"),
        ("zh", "肯尼亚", "巴塞尔公约 (%)"),
        ("fr", "Kenya", "Convention de Bâle (%)"),
        ("ru", "Кения", "Базельская конвенция (%)"),
        ("es", "Kenya", "Convenio de Basilea (%)"),
    ],
)
def test_languages(
    code: str, kenya: str, basel: str, few: Path, run_of: Callable[..., Run]
) -> None:
    book = load_workbook(io.BytesIO(workbook_bytes(run_of(few), None, code)))
    row = next(r for r in by_title(book, "Indicator") if r["ISO3"] == "KEN")
    assert kenya in row.values()
    assert basel in row
    assert {bool(page.sheet_view.rightToLeft) for page in book} == {code == "ar"}
    audit = [r for r in by_title(book, "Audit") if r["Party"] == "KEN"]
    assert all(kenya in r.values() for r in audit)


def test_a_language_without_names_is_refused(few: Path, run_of: Callable[..., Run]) -> None:
    with pytest.raises(
        UsageError, match=r"no names in language 'xx'\. Known: en, ar, zh, fr, ru, es\."
    ):
        workbook_bytes(run_of(few), None, "xx")


def test_two_cycles_side_by_side_with_the_change(
    compared_book: Workbook, sample_run: Callable[..., Run]
) -> None:
    def scores(cycle: int) -> dict[tuple[str, str], Decimal]:
        table = sample_run(cycle, "2020-10").scored.scores
        return {
            (party, key): score
            for party, key, score in table.select("party", "convention", "score").iter_rows()
        }

    before, now = scores(2015), scores(2020)
    names = {
        "basel": "Basel Convention",
        "montreal": "Montreal Protocol",
        "minamata": "Minamata Convention",
    }
    seen = set()
    for row in by_title(compared_book, "Indicator"):
        for key, name in names.items():
            old, new = before.get((row["ISO3"], key)), now.get((row["ISO3"], key))
            missing = ".." if key == "minamata" else "\u2013"
            assert row[f"{name} 2015 (%)"] == (missing if old is None else float(old))
            assert row[f"{name} 2020 (%)"] == ("\u2013" if new is None else float(new))
            both = old is not None and new is not None
            assert row[f"{name} change"] == (float(new - old) if both else missing)
            seen.add((old is None, new is None))
    assert seen == {(True, True), (True, False), (False, True), (False, False)}
    world = by_title(compared_book, "Regions")[0]
    assert (world["Basel Convention, 2015 mean (%)"], world["Basel Convention, 2020 mean (%)"]) == (
        57.52688,
        60.64865,
    )
    assert world["Basel Convention, change"] == 3.12177
    assert (world["Basel Convention, Parties 2015"], world["Basel Convention, Parties 2020"]) == (
        186,
        185,
    )
    assert world["Basel Convention, Parties meeting change"] == -3


def test_two_editions_of_one_cycle_are_told_apart(
    few: Path, run_of: Callable[..., Run], tmp_path: Path
) -> None:
    write_run(tmp_path, run_of(few, 2020, "2026-10"))
    previous = read_run(tmp_path)
    book = load_workbook(io.BytesIO(workbook_bytes(run_of(few), previous)))
    row = next(r for r in by_title(book, "Indicator") if r["ISO3"] == "NOR")
    assert {"Basel Convention 2020 (2026-10) (%)", "Basel Convention 2020 (2020-10) (%)"} < set(row)


def test_a_run_without_a_score_still_has_its_workbook(
    run_of: Callable[..., Run], write_input: Callable[..., Path]
) -> None:
    folder = write_input(
        submissions="party,convention,obligation,item,received_on,reference\n",
        parties="convention,party,entry_into_force\nminamata,KEN,2023-01-01\n",
    )
    run = run_of(folder, 2020, None)
    assert run.scored.scores.is_empty()
    book = load_workbook(io.BytesIO(workbook_bytes(run)))
    assert tuple(book.sheetnames) == SHEETS
    assert not book["Summary"]._charts
    shown = by_title(book, "Indicator")
    assert [(r["ISO3"], r["Minamata Convention (%)"]) for r in shown] == [("KEN", "\u2013")]


def test_a_convention_not_yet_in_force_is_not_available(
    few: Path, run_of: Callable[..., Run]
) -> None:
    book = load_workbook(io.BytesIO(workbook_bytes(run_of(few, 2015))))
    assert {row["Minamata Convention (%)"] for row in by_title(book, "Indicator")} == {".."}
    assert len(by_title(book, "Summary", "Glance")) == 5
    assert pl.Series(r["Convention"] for r in by_title(book, "Method", "Items")).n_unique() == 4
