"""Where the sheet's wording and the published values disagree, the rules and the workbook say so,
and they say what the indicator leaves out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from sdg1241 import Rules
from sdg1241.answers import rule_book
from sdg1241.cli import cli

DURING, ADOPTED = (
    '"during the reporting period"',
    '"amendments adopted within the reporting period"',
)
READINGS = [
    ("basel", "annual_report", DURING, "whenever it was received"),
    ("rotterdam", "import_response", DURING, "it stands and counts"),
    ("stockholm", "implementation_plan_update", ADOPTED, "fell due by the period's end"),
    ("montreal", "article_7_report", '"for each report"', "this program's reading"),
    ("minamata", "national_report", "focal point 5, national report 15", "thirds"),
]
LEFT_OUT = [
    "national definitions",
    "Article 11",
    "import and export notifications",
    "registers of exemptions",
    "interim Rotterdam responses count",
]


@pytest.mark.parametrize(("convention", "obligation", "wording", "reading"), READINGS)
def test_the_rules_name_the_wording_and_the_reading_taken(
    rules: Rules, convention: str, obligation: str, wording: str, reading: str
) -> None:
    note = str(rule_book(rules, convention).filter(obligation=obligation)["note"].item())
    assert wording in note
    assert reading in note


@pytest.mark.parametrize("edition", ["2026-10", "2020-10"])
def test_the_command_says_what_the_indicator_leaves_out(edition: str) -> None:
    done = CliRunner().invoke(cli, ["rules", "basel", "--edition", edition])
    assert done.exit_code == 0
    first = done.stdout.splitlines()[0]
    assert [part for part in LEFT_OUT if part not in first] == []


def texts(book: Path) -> Iterator[str]:
    for row in openpyxl.load_workbook(book)["Method"].iter_rows(values_only=True):
        yield from (cell for cell in row if isinstance(cell, str))


def test_the_workbook_says_both(sdg1241: Callable[..., object], tmp_path: Path) -> None:
    sdg1241("run", "sample_data/2020", "--cycle", "2020", "--output", str(tmp_path / "out"))
    # Long prose is laid over several rows, broken between words.
    method = " ".join(texts(tmp_path / "out" / "sdg_12_4_1_2020.xlsx"))
    said = [part for _, _, *parts in READINGS for part in parts] + LEFT_OUT
    assert [part for part in said if part not in method] == []
