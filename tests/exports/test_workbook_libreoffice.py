"""LibreOffice opens the workbook, computes its check formula, and prints its pages."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from sdg1241 import Run
from sdg1241.exports import workbook_bytes

Convert = Callable[[bytes, str], Path]


@pytest.fixture(scope="module")
def given(few: Path, run_of: Callable[..., Run]) -> bytes:
    return workbook_bytes(run_of(few))


@pytest.fixture(scope="module")
def opened(given: bytes, libreoffice: Convert) -> bytes:
    """The workbook as LibreOffice writes it after computing its formulas, whose results it is not
    told."""
    untold = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(given)) as read, zipfile.ZipFile(untold, "w") as write:
        for name in read.namelist():
            write.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f><v/>", read.read(name)))
    return libreoffice(untold.getvalue(), "xlsx").read_bytes()


def test_the_check_formula_gives_the_value_of_regions(
    opened: bytes, few: Path, run_of: Callable[..., Run]
) -> None:
    method = load_workbook(io.BytesIO(opened), data_only=True, read_only=True)["Method"]
    found = {row[0]: row[1] for row in method.iter_rows(max_row=20, max_col=2, values_only=True)}
    wanted = (pl.col("group_m49") == "202") & (pl.col("convention") == "basel")
    mean = run_of(few).indicator.aggregates.row(by_predicate=wanted, named=True)["mean_score"]
    assert found["Value in Regions"] == float(mean)
    assert found["Computed by Excel"] is not None, "the formula was not computed"
    assert abs(found["Computed by Excel"] - float(mean)) < 1e-5


def test_the_stored_result_is_the_one_computed(opened: bytes, given: bytes) -> None:
    computed, stored = (
        load_workbook(io.BytesIO(data), data_only=True)["Method"]["B12"].value
        for data in (opened, given)
    )
    assert stored == pytest.approx(computed, rel=1e-14)


def test_nothing_is_lost_on_the_way_through(opened: bytes, given: bytes) -> None:
    before = load_workbook(io.BytesIO(given), read_only=True)
    after = load_workbook(io.BytesIO(opened), read_only=True)
    assert after.sheetnames == before.sheetnames
    for name in ("Indicator", "Regions", "UNSD"):
        kept = [
            [v for v in row if v is not None] for row in after[name].iter_rows(values_only=True)
        ]
        told = [
            [v for v in row if v is not None] for row in before[name].iter_rows(values_only=True)
        ]
        assert [row for row in kept if row] == [row for row in told if row]


def test_every_sheet_is_printed(given: bytes, libreoffice: Convert) -> None:
    made = libreoffice(given, "pdf")
    assert made.read_bytes().startswith(b"%PDF")
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed: the printed pages were not read")
    text = subprocess.run(
        ["pdftotext", "-layout", str(made), "-"],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    pages = text.split("\f")[:-1]
    assert all(len(page.split()) > 20 for page in pages), "an empty page"
    for sheet in (
        "Summary",
        "Indicator",
        "Regions",
        "Parties meeting",
        "UNSD",
        "Audit",
        "Outstanding",
        "Method",
        "Findings",
    ):
        assert f"{sheet}, page" in text
    assert "###" not in text
    for words in (
        "Mean score by SDG region and convention",
        "Distribution of scores by convention",
        "Afghanistan",
    ):
        assert words in text
