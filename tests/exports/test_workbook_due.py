"""Sheet Due so far: both bases beside each other, in a run with an as-of date alone."""

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from sdg1241 import Rules, Run, compute
from sdg1241.exports.workbook import workbook_bytes

DAY = date(2018, 6, 30)
SHEET = "Due so far"
WHOLE, DUE = "Whole cycle", "Due by 2018-06-30"
FIGURES = {"Parties": "parties", "mean (%)": "mean_score", "Parties meeting": "parties_meeting"}


@pytest.fixture(scope="module")
def run(rules: Rules, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Kenya owes and sent; Norway joins after the as-of date, and owes nothing yet."""
    folder = tmp_path_factory.mktemp("due")
    (folder / "submissions.csv").write_text(
        "party,convention,obligation,item,received_on\nKEN,basel,annual_report,2015,2016-06-01\n"
    )
    (folder / "parties.csv").write_text(
        "convention,party,entry_into_force\nbasel,KEN,2000-01-01\nbasel,NOR,2019-01-01\n"
    )
    return compute(folder, 2020, as_of=DAY, rules=rules)


def book_of(run: Run, language: str = "en") -> Workbook:
    return load_workbook(io.BytesIO(workbook_bytes(run, None, language)))


def rows(book: Workbook) -> list[dict[str, object]]:
    page = book[SHEET]
    [table] = page.tables.values()
    head, *body = [[cell.value for cell in row] for row in page[table.ref]]
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


def test_each_figure_stands_under_its_own_basis(run: Run) -> None:
    world = next(r for r in rows(book_of(run)) if r["Area"] == "World")
    assert world["Convention"] == "Basel Convention"
    assert [world[f"{WHOLE}: {name}"] for name in FIGURES] == [2, 8.33333, 0]  # (1/6 + 0) / 2
    assert [world[f"{DUE}: {name}"] for name in FIGURES] == [1, 33.33333, 0]  # 1 of 3
    europe = next(r for r in rows(book_of(run)) if r["M49"] == "150")
    assert [europe[f"{WHOLE}: {name}"] for name in FIGURES] == [1, 0, 0]
    assert [europe[f"{DUE}: {name}"] for name in FIGURES] == [0, "\u2013", 0]


def test_every_aggregate_stands_there(rules: Rules, run: Run) -> None:
    levels = rules.reference.levels["group_m49"].to_list()
    wanted = {
        (
            row["group_m49"],
            rules.convention(row["convention"]).short_name if row["series"] else "",
        ): [
            float(row[f"{column}{ending}"]) if row[f"{column}{ending}"] is not None else "\u2013"
            for ending in ("", "_due")
            for column in FIGURES.values()
        ]
        for row in run.tables["aggregates"].to_dicts()
        if row["group_m49"] in levels
    }
    shown = {
        (r["M49"], r["Convention"] if r["Convention"] != "All conventions" else ""): [
            r[f"{basis}: {name}"] for basis in (WHOLE, DUE) for name in FIGURES
        ]
        for r in rows(book_of(run))
    }
    assert shown == wanted
    assert len(shown) > 10


def test_the_summary_leads_there(run: Run) -> None:
    said = [row[0].value for row in book_of(run)["Summary"].iter_rows(max_col=1)]
    assert f"Of the whole cycle. Against what was due by 2018-06-30: sheet {SHEET}." in said


def test_a_run_without_an_as_of_date_has_no_such_sheet(sample_book: Workbook) -> None:
    assert SHEET not in sample_book.sheetnames


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_the_headings_are_in_the_language_and_hold_the_day(run: Run, language: str) -> None:
    titles = list(rows(book_of(run, language))[0])
    assert sum("2018-06-30" in title for title in titles) == len(FIGURES)
    assert not [title for title in titles if title.startswith(":") or "{" in title]
    assert len(set(titles)) == len(titles) == 10
