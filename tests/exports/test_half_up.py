"""What leaves with fewer decimals is rounded half up, also where the digit before is even.

What the invented registers say of a State is not what it sent.
"""

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
from openpyxl import load_workbook

from sdg1241 import Rules, Run, compute
from sdg1241.exports import workbook_bytes
from sdg1241.exports.exchange.values import published_values

Write = Callable[..., Path]
REPORTS = range(2015, 2020)
EIGHT = ("FSM", "GUM", "KIR", "MHL", "MNP", "NRU", "PLW", "UMI")  # Micronesia, area 057


def register(write_input: Write, convention: str, parties: tuple[str, ...], rows: str) -> Path:
    head = "party,convention,obligation,item,received_on\n"
    since = "".join(f"{convention},{party},2000-01-01\n" for party in parties)
    return write_input(
        submissions=head + rows, parties=f"convention,party,entry_into_force\n{since}"
    )


def test_one_party_of_sixteen_is_six_point_three_percent(write_input: Write, rules: Rules) -> None:
    sixteen = tuple(rules.reference.areas["iso3"].sort().head(16))
    first = sixteen[0]
    rows = "".join(f"{first},basel,annual_report,{year},2020-06-01\n" for year in REPORTS)
    for role in ("focal_point", "competent_authority"):
        rows += f"{first},basel,{role},,2015-06-01\n"
    run = compute(register(write_input, "basel", sixteen, rows), 2020)
    sheet = load_workbook(io.BytesIO(workbook_bytes(run)))["Parties meeting"]
    lines = list(sheet.iter_rows(max_row=9, max_col=2, values_only=True))
    assert ("Basel Convention", "1 / 16 (6.3 %)") in lines  # 6.25


def montreal(write_input: Write, rows: str) -> Run:
    return compute(register(write_input, "montreal", EIGHT, rows), 2020)


def values(run: Run, rules: Rules, decimals: int) -> dict[str, Decimal]:
    table = published_values(run, rules, decimals)
    return dict(table.select(pl.coalesce("party", "m49"), "value").iter_rows())


def test_a_score_of_five_points_in_eighty_is_six_point_three(
    write_input: Write, rules: Rules
) -> None:
    run = montreal(write_input, "KIR,montreal,licensing_system,,2015-06-01\n")
    assert values(run, rules, 5)["KIR"] == Decimal("6.25")
    assert values(run, rules, 1)["KIR"] == Decimal("6.3")


def test_a_mean_of_25_over_eight_is_three_point_one_three(write_input: Write, rules: Rules) -> None:
    """Twenty points of eighty, and nothing from the seven others."""
    rows = "KIR,montreal,licensing_system,,2015-06-01\n"
    run = montreal(write_input, f"{rows}KIR,montreal,article_7_report,2015,2016-06-01\n")
    assert values(run, rules, 5)["057"] == Decimal("3.125")
    assert values(run, rules, 2)["057"] == Decimal("3.13")
