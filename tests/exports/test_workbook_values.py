"""What the workbook shows is what the CSV outputs hold, cell by cell."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook

from sdg1241 import Run
from sdg1241.answers import outstanding

SHEET_OF = {"Indicator": "Indicator", "Regions": "Regions", "UNSD": "UNSD_table", "Audit": "Audit"}
NAMES = {
    "basel": "Basel Convention",
    "rotterdam": "Rotterdam Convention",
    "stockholm": "Stockholm Convention",
    "montreal": "Montreal Protocol",
    "minamata": "Minamata Convention",
    "all": "All conventions",
}
Rows = list[dict[str, Any]]
Tables = dict[str, list[dict[str, str]]]


def rows(book: Workbook, sheet: str, table: str | None = None) -> Rows:
    """The rows of an Excel table by its headings."""
    page = book[sheet]
    cells = page[page.tables[table or sheet.replace(" ", "_")].ref]
    head = [cell.value for cell in cells[0]]
    return [dict(zip(head, (cell.value for cell in row), strict=True)) for row in cells[1:]]


def number(text: str) -> float | None:
    return float(text) if text else None


def test_every_score_stands_in_the_row_of_its_country(
    sample_book: Workbook, sample_csv: Tables
) -> None:
    scores = {(r["party"], NAMES[r["convention"]]): float(r["score"]) for r in sample_csv["scores"]}
    shown = {
        (row["ISO3"], name): row[f"{name} (%)"]
        for row in rows(sample_book, "Indicator")
        for key, name in NAMES.items()
        if key != "all"
    }
    assert {k: v for k, v in shown.items() if not isinstance(v, str)} == scores
    assert {v for v in shown.values() if isinstance(v, str)} == {
        "\u2013"
    }  # every other one is not a Party


def test_rates_and_counts_of_conventions(sample_book: Workbook, sample_csv: Tables) -> None:
    wanted = {
        r["party"]: (r["m49"], r["area"], float(r["transmission_rate"]), int(r["conventions"]))
        for r in sample_csv["rates"]
    }
    shown = {
        r["ISO3"]: (
            r["M49"],
            r["Country or area"],
            r["Transmission rate (%)"],
            r["Party to (conventions)"],
        )
        for r in rows(sample_book, "Indicator")
        if r["Transmission rate (%)"] != "\u2013"
    }
    assert shown == wanted


def test_every_aggregate_and_count(sample_book: Workbook, sample_csv: Tables) -> None:
    wanted = {
        (r["group_m49"], NAMES[r["convention"]]): (
            float(r["mean_score"]), int(r["parties"]), int(r["parties_meeting"]), r["group"],
        )
        for r in sample_csv["aggregates"]
    }  # fmt: skip
    shown = {}
    for row in rows(sample_book, "Regions"):
        for name in NAMES.values():
            figures = (
                row[f"{name}, mean (%)"],
                row[f"{name}, Parties"],
                row[f"{name}, Parties meeting"],
            )
            if figures != ("\u2013",) * 3:
                shown[row["M49"], name] = (*figures, row["Area"])
    assert shown == wanted


def test_a_mean_that_is_not_published_is_marked_and_no_other(
    sample_book: Workbook, sample_csv: Tables
) -> None:
    below = {
        (r["group_m49"], r["convention"])
        for r in sample_csv["aggregates"]
        if r["published"] == "false"
    }
    below = {(group, key) for group, key in below if key != "all"}
    page = sample_book["Regions"]
    cells = page[page.tables["Regions"].ref]
    titles = {f"{name}, mean (%)": key for key, name in NAMES.items()}
    marked = {
        (row[2].value, titles[head.value])
        for row in cells[1:]
        for head, cell in zip(cells[0], row, strict=True)
        if head.value in titles and '\u2020"' in cell.number_format
    }
    assert marked == below
    assert ("001", "minamata") in marked


def test_parties_meeting(sample_book: Workbook, sample_csv: Tables) -> None:
    wanted = {
        (NAMES[r["convention"]], r["party"]) for r in sample_csv["scores"] if r["meets"] == "true"
    }
    wanted |= {(NAMES["all"], r["party"]) for r in sample_csv["rates"] if r["meets_all"] == "true"}
    listed = [(r["Convention"], r["ISO3"]) for r in rows(sample_book, "Parties meeting")]
    assert len(listed) == len(wanted)
    assert set(listed) == wanted
    world = {NAMES[r["convention"]]: r for r in sample_csv["aggregates"] if r["group_m49"] == "001"}
    lines = {
        r[0].value: r[1].value
        for r in sample_book["Parties meeting"].iter_rows(max_row=9, max_col=2)
    }
    for name, row in world.items():
        assert lines[name].startswith(f"{row['parties_meeting']} / {row['parties']} (")
    assert lines["Basel Convention"] == "55 / 185 (29.7 %)"


def test_glance_and_distribution(sample_book: Workbook, sample_csv: Tables) -> None:
    world = {NAMES[r["convention"]]: r for r in sample_csv["aggregates"] if r["group_m49"] == "001"}
    glance = rows(sample_book, "Summary", "Glance")
    assert [r["Convention"] for r in glance] == list(NAMES.values())
    for row in glance:
        told = world[row["Convention"]]
        assert row["Mean (%)"] == float(told["mean_score"])
        assert (row["Parties"], row["Parties meeting"]) == (
            int(told["parties"]),
            int(told["parties_meeting"]),
        )
        assert abs(row["Share meeting (%)"] - 100 * row["Parties meeting"] / row["Parties"]) < 1e-5
    for row in rows(sample_book, "Summary", "Distribution"):
        scores = [
            float(r["score"])
            for r in sample_csv["scores"]
            if NAMES[r["convention"]] == row["Convention"]
        ]
        counts = list(row.values())[1:]
        assert sum(counts) == len(scores)
        assert (counts[0], counts[-1]) == (scores.count(0.0), scores.count(100.0))
        assert counts[1] == sum(0 < score <= 25 for score in scores)


def test_unsd_holds_countries_and_published_areas(
    sample_book: Workbook, sample_csv: Tables
) -> None:
    wanted = {
        (r["series"], str(int(r["m49"]))): (float(r["score"]), "C") for r in sample_csv["scores"]
    }
    wanted |= {
        (r["series"], str(int(r["group_m49"]))): (float(r["mean_score"]), "N")
        for r in sample_csv["aggregates"]
        if r["published"] == "true"
    }
    table = rows(sample_book, "UNSD", "UNSD_table")
    assert {(r["SeriesCode"], r["GeoAreaCode"]): (r["Value"], r["Nature"]) for r in table} == wanted
    assert len(table) == len(wanted)
    keys = [(r["SeriesCode"], int(r["GeoAreaCode"])) for r in table]
    assert keys == sorted(keys)
    head = "Goal,Target,Indicator,SeriesCode,SeriesDescription,GeoAreaCode,GeoAreaName,TimePeriod,Value,Time_Detail"
    assert ",".join(table[0]).startswith(head)
    first = table[0]
    assert (first["TimePeriod"], first["Time_Detail"], first["Units"]) == (
        2020,
        "2015-2019",
        "PERCENT",
    )
    assert first["SeriesDescription"].endswith(
        "required by Basel Convention on hazardous waste, and other chemicals (%)"
    )


def test_every_line_of_the_audit(sample_book: Workbook, sample_csv: Tables) -> None:
    def told() -> Iterator[tuple[object, ...]]:
        for r in sample_csv["audit"]:
            yield (
                r["party"], r["convention"], r["obligation"], r["item"] or None, r["outcome"],
                number(r["points"]), number(r["maximum"]), r["received_on"] or None, r["reference"] or None,
                r["article"], r["source_file"] or None, number(r["source_row"]), r["role"] == "true",
            )  # fmt: skip

    shown = [
        (
            r["Party"], r["Convention"], r["Obligation"], r["Item"], r["Outcome"], r["Points"], r["Maximum"],
            day(r["Received on"]), r["Reference"], r["Article"], r["Source file"], r["Source row"], r["Role"] == "role",
        )
        for r in rows(sample_book, "Audit")
    ]  # fmt: skip
    assert shown == list(told())


def day(value: datetime | date | None) -> str | None:
    return value.strftime("%Y-%m-%d") if value else None


def test_outstanding(sample_book: Workbook, sample_run: Callable[..., Run]) -> None:
    run = sample_run(2020, "2020-10")
    owed = outstanding(run.scored, run.rules, run.scored.cycle.ends)
    shown = rows(sample_book, "Outstanding")
    assert [
        (r["Party"], r["Obligation"], r["Item"], r["Article"], day(r["Due on"]), r["Points"])
        for r in shown
    ] == [
        (r["party"], r["label"], r["item"], r["article"], day(r["due_on"]), float(r["points"]))
        for r in owed.iter_rows(named=True)
    ]


def test_findings(sample_book: Workbook, sample_csv: Tables) -> None:
    assert [(r["Code"], r["Message"]) for r in rows(sample_book, "Findings")] == [
        (r["code"], r["message"]) for r in sample_csv["findings"]
    ]


def test_the_items_add_up_to_the_maximum(sample_book: Workbook, sample_csv: Tables) -> None:
    sums: dict[str, float] = {}
    for row in rows(sample_book, "Method", "Items"):
        sums[row["Convention"]] = row["Sum so far"]
    assert sums == {NAMES[r["convention"]]: float(r["maximum"]) for r in sample_csv["scores"]}
    totals: dict[str, float] = dict.fromkeys(sums, 0)
    for row in rows(sample_book, "Method", "Obligations"):
        assert (
            abs(row["Items in the cycle"] * row["Points each"] - row["Points in the cycle"]) < 1e-9
        )
        totals[row["Convention"]] += row["Points in the cycle"]
    assert {k: round(v, 9) for k, v in totals.items()} == sums
