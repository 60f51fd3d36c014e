"""The two commands as a user starts them."""

import csv
import json
import re

import pytest
from openpyxl import load_workbook

from sdg1241.exports.exchange import FORMATS

ENDINGS = (".csv", ".xml", ".xlsx")
SAMPLE = ("--input", "sample_data/2020", "--cycle", "2020")


def test_reconcile_says_it_in_a_sentence_and_writes_everything(sdg1241, tmp_path):
    file = tmp_path / "answer.json"
    done = sdg1241("reconcile", *SAMPLE, "--published", "2020-10", "--output", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("962 equal, 5 differs, 0 only here, 0 only there\n")
    assert "1. Jordan was counted in Eastern and South-Eastern Asia (753) instead of" in done.stdout
    tables = json.loads(file.read_text("utf-8"))
    named = ["values", "explanations", "evidence", "non_parties", "unpublished_parties"]
    assert list(tables) == named
    assert "Parties by the period's end, yet without a published value: 12" in done.stdout
    assert len(tables["evidence"]) == 5


def test_reconcile_takes_a_file_with_unpadded_codes(sdg1241, tmp_path):
    published = tmp_path / "published.csv"
    published.write_text(
        "series,geo_area_m49,time_period,value\nSG_HAZ_CMRBASEL,8,2020,66.67\n", "utf-8"
    )
    written = tmp_path / "answer.csv"
    done = sdg1241("reconcile", *SAMPLE, "--published", published, "--output", written)
    assert done.returncode == 0, done.stderr
    with written.open(encoding="utf-8", newline="") as rows:
        albania = [
            r for r in csv.DictReader(rows) if (r["convention"], r["area_m49"]) == ("basel", "008")
        ]
    assert [(r["status"], r["published"]) for r in albania] == [("equal", "66.67000")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("series,geo_area_m49,time_period\nSG_HAZ_CMRBASEL,8,2020\n", "has no column value"),
        (
            "series,geo_area_m49,time_period,value\nSG_HAZ_CMRBASEL,8,2020,many\n",
            "1 rows cannot be used",
        ),
        (
            "series,geo_area_m49,time_period,value\nSG_HAZ_CMRBASEL,8,2015,50\n",
            "Nothing was published for cycle 2020",
        ),
        ("", "has no column"),
    ],
)
def test_reconcile_refuses_a_table_that_it_cannot_use(sdg1241, tmp_path, text, said):
    published = tmp_path / "published.csv"
    published.write_text(text, "utf-8")
    done = sdg1241("reconcile", *SAMPLE, "--published", published)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_reconcile_refuses_what_does_not_exist(sdg1241):
    assert (
        "is no file and no known vintage"
        in sdg1241("reconcile", *SAMPLE, "--published", "1999-01").stderr
    )
    inputs = ("--input", "sample_data/2015", "--input", "sample_data/2020", "--cycle", "2020")
    done = sdg1241("reconcile", *inputs, "--published", "2020-10")
    assert (done.returncode, "2 inputs for 1 cycles" in done.stderr) == (2, True)


def test_compare_two_finished_runs(sdg1241, tmp_path):
    for cycle in (2015, 2020):
        sdg1241("run", f"sample_data/{cycle}", "--cycle", cycle, "--output", tmp_path / str(cycle))
    book = tmp_path / "changes.xlsx"
    done = sdg1241("compare", tmp_path / "2015", tmp_path / "2020", "--output", book)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^World +basel .*-6\.98634", done.stdout, re.MULTILINE)
    assert "rose, " in done.stdout
    assert load_workbook(book, read_only=True).sheetnames == ["parties", "aggregates"]
    refused = sdg1241("compare", tmp_path / "2015", tmp_path)
    assert (refused.returncode, "run.json is missing" in refused.stderr) == (2, True)


def test_the_example_of_reconcile_runs(sdg1241):
    example = sdg1241("reconcile", "--help").stdout.split("Example:")[1].split("Options:")[0]
    first, second = (line.split() for line in example.strip().splitlines())
    done = sdg1241(*first[1:])
    assert done.returncode == 0, done.stderr
    assert "Explains 5 aggregates" in done.stdout
    assert "yet without a published value: 12" in done.stdout
    done = sdg1241(*second[1:])
    assert done.returncode == 0, done.stderr
    assert "basel 2020: Agrees with edition 2020-10, not with 2026-10." in done.stdout


def test_reconcile_of_a_national_file_sets_each_value_beside_every_edition(sdg1241, tmp_path):
    published, written = tmp_path / "indicator_12-4-1.csv", tmp_path / "national.csv"
    published.write_text(
        "Year,Series,Units,Value\n2020,Basel Convention,Percent,100\n"
        "2020,Rotterdam Convention,Percent,97\n2020,Minamata Convention,Percent,66.67\n",
        "utf-8",
    )
    asked = ("reconcile", *SAMPLE, "--published", published)
    assert "Name it with --area" in sdg1241(*asked).stderr
    done = sdg1241(*asked, "--area", "GBR", "--output", written)
    assert (done.returncode, done.stderr) == (0, "")
    assert "basel 2020: Agrees with edition 2020-10, not with 2026-10." in done.stdout
    assert "rotterdam 2020: 96.55172 of edition 2026-10, rounded to 0 decimals." in done.stdout
    with written.open(encoding="utf-8", newline="") as rows:
        basel = next(r for r in csv.DictReader(rows) if r["convention"] == "basel")
    assert (basel["2020-10"], basel["2026-10"], basel["slip"]) == (
        "100.00000",
        "83.33333",
        "another edition",
    )
    assert "European Union" not in sdg1241(*asked, "--area", "EUE").stdout
    assert "no country or area of M49" in sdg1241(*asked, "--area", "EUE").stderr


def test_what_the_program_writes_is_read_back_equal(sdg1241, tmp_path):
    run = sdg1241("run", *SAMPLE[1:], "--edition", "2020-10", "--output", tmp_path / "run")
    assert run.returncode == 0, run.stderr
    forms = [part for name in FORMATS for part in ("--to", name)]
    sdg1241("export", tmp_path / "run", *forms, "--output", tmp_path / "forms")
    written = [p for p in sorted((tmp_path / "forms").rglob("*")) if p.suffix in ENDINGS]
    assert len(written) == 7
    for path in (*written, tmp_path / "run" / "sdg_12_4_1_2020.xlsx"):
        done = sdg1241("reconcile", *SAMPLE, "--edition", "2020-10", "--published", path)
        assert done.stdout.startswith("967 equal, 0 differs, 0 only here, 0 only there\n"), path


def test_a_table_of_published_values_is_read_back_equal_in_every_form(sdg1241, tmp_path):
    source = tmp_path / "source.csv"
    source.write_text(
        "vintage,series,geo_area_m49,time_period,value,nature\n"
        "2026-03,SG_HAZ_CMRBASEL,001,2020,66.66667,N\n"
        "2026-03,SG_HAZ_CMRBASEL,004,2020,0,C\n",
        "utf-8",
    )
    for ending in (".json", ".xlsx", ".csv"):
        written = tmp_path / f"written{ending}"
        done = sdg1241("import", "unsd", source, "--output", written)
        assert done.returncode == 0, done.stderr
        again = tmp_path / f"from{ending}.csv"
        done = sdg1241("import", "unsd", written, "--output", again)
        assert done.returncode == 0, done.stderr
        assert again.read_text("utf-8") == source.read_text("utf-8")
