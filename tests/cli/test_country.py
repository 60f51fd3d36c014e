"""One country's whole view beside a run, as a person starts it."""

from pathlib import Path

import openpyxl

from tests.cli.run_files import SAMPLE, TABLES, Program


def test_one_country_s_whole_view_beside_the_run(sdg1241: Program, tmp_path: Path) -> None:
    whole, folder = tmp_path / "whole", tmp_path / "kenya"
    asked = ("run", SAMPLE, "--cycle", 2020)
    assert sdg1241(*asked, "--output", whole).returncode == 0
    done = sdg1241(*asked, "--output", folder, "--area", "Kenya", "--export", "unsd-csv")
    assert done.returncode == 0, done.stderr
    assert "Kenya (KEN)" in done.stdout
    assert "Transmission rate, the mean of the scores: 57.67652 %" in done.stdout
    for name in (*TABLES, "run"):  # the run itself is the same, for means need every country
        path = f"{name}.csv" if name != "run" else "datapackage.json"
        assert (folder / path).read_bytes() == (whole / path).read_bytes()
    book = openpyxl.load_workbook(folder / "exchange" / "sdg_12_4_1_2020_KEN.xlsx")
    assert book.sheetnames == ["scores", "areas", "items", "outstanding"]
    exported = (folder / "exchange" / "sdg_12_4_1_2020_KEN_unsd.csv").read_text("utf-8")
    assert exported.count("\n") == 1 + 4
    assert sdg1241(*asked, "--output", folder, "--area", "KEN").returncode == 0
    assert not (folder / "exchange" / "sdg_12_4_1_2020_KEN_unsd.csv").exists()
    refused = sdg1241(*asked, "--output", tmp_path / "x", "--area", "Kenyaa")
    assert (refused.returncode, "There is no Party 'Kenyaa'" in refused.stderr) == (2, True)
    assert not (tmp_path / "x").exists()
