"""`--rules FOLDER`: an invented sixth agreement through every command, beside the five and never
in the indicator."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import click
import polars as pl
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from sdg1241 import Run, compute, read_run
from sdg1241.cli import cli
from sdg1241.rules import Rules, load_rules

OWN = Path(__file__).parents[1] / "own_agreement"
RULES, REGISTER = OWN / "rules", OWN / "register"
INPUT = ("--input", REGISTER, "--cycle", 2020)
NAME = "Invented Convention"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [*map(str, arguments), "--rules", str(RULES)])


@pytest.fixture(scope="module")
def own() -> Rules:
    return load_rules(RULES)


@pytest.fixture(scope="module")
def run(own: Rules) -> Run:
    return compute(REGISTER, 2020, rules=own)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run with the invented agreement."""
    out = tmp_path_factory.mktemp("own") / "out"
    done = call("run", REGISTER, "--cycle", 2020, "--output", out)
    assert done.exit_code == 0, done.stderr
    assert f"Not of 12.4.1, and in no transmission rate: {NAME}" in done.stdout
    assert "shipped with the program, with party_status.csv of the rules" in done.stdout
    return out


def commands(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command)
        else:
            yield name, command


def test_every_command_takes_the_option() -> None:
    for name, command in commands(cli):
        assert "--rules" in {o for p in command.params for o in p.opts}, name


# ---- What is computed ----


def test_the_agreement_has_scores_means_and_no_series(run: Run) -> None:
    scores = run.tables["scores"].filter(pl.col("convention") == "invented")
    assert scores.select("party", "score").rows() == [
        ("KEN", Decimal("60.00000")),  # contacts 2, one report 4, of 10
        ("UGA", Decimal("80.00000")),
        ("USA", Decimal("0.00000")),
    ]
    assert scores["series"].null_count() == scores.height
    world = run.tables["aggregates"].filter(pl.col("group_m49") == "001")
    [row] = world.filter(pl.col("convention") == "invented").rows(named=True)
    assert (row["mean_score"], row["parties"]) == (Decimal("46.66667"), 3)
    assert (row["published"], row["series"]) == (False, None)


def test_rates_and_aggregates_of_the_indicator_are_those_without_it(
    run: Run, tmp_path: Path
) -> None:
    submissions = pl.read_csv(REGISTER / "submissions.csv", infer_schema=False)
    without = submissions.filter(pl.col("convention") != "invented")
    assert without.height == 1
    without.write_csv(tmp_path / "submissions.csv")
    plain = compute(tmp_path / "submissions.csv", 2020)
    assert run.tables["rates"].equals(plain.tables["rates"])
    of_indicator = run.tables["aggregates"].filter(pl.col("convention") != "invented")
    assert of_indicator.equals(plain.tables["aggregates"])


def test_coverage_counts_whom_the_agreement_may_cover(run: Run) -> None:
    shares = run.tables["aggregates"]["coverage"]
    assert Decimal(0) <= shares.min() <= shares.max() <= Decimal(100)  # type: ignore[operator]


def test_a_finding_says_that_it_stands_beside_the_indicator(run: Run) -> None:
    found = run.tables["findings"].filter(pl.col("code") == "beside-the-indicator")
    assert found.select("severity", "value").rows() == [("note", NAME)]


def test_without_its_rules_a_row_of_it_is_an_unknown_convention() -> None:
    done = CliRunner().invoke(cli, ["validate", str(REGISTER)])
    assert done.exit_code == 1
    assert "unknown-convention" in done.stdout


# ---- Files ----


def test_the_schemas_of_a_run_list_its_conventions(folder: Path, own: Rules) -> None:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    lists = {
        resource["name"]: field["constraints"]["enum"]
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
        if field["name"] == "convention"
    }
    assert lists["scores"] == lists["audit"] == [*own.keys]
    assert lists["aggregates"] == [*own.keys, "all"]


def test_frictionless_finds_the_package_valid(folder: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["message"])[:3]


def test_the_record_names_the_rules_and_tables_that_were_used(folder: Path) -> None:
    record = json.loads((folder / "run.json").read_text("utf-8"))
    names = [entry["file"] for entry in record["rule_files"]]
    assert {"invented.toml", "party_status.csv", "report_rounds.csv"} <= set(names)
    assert read_run(folder).beside_indicator == ("invented",)


def test_the_workbook_has_its_column_and_says_where_it_does_not_count(folder: Path) -> None:
    book = load_workbook(folder / "sdg_12_4_1_2020.xlsx", read_only=True)
    texts = {s.title: {v for r in s.iter_rows(values_only=True) for v in r if v} for s in book}
    for sheet in ("Summary", "Indicator", "Regions", "Parties meeting", "Method"):
        assert any(str(v).startswith(NAME) for v in texts[sheet]), sheet
    assert any(str(v).startswith("Not marked as belonging to 12.4.1") for v in texts["Method"])
    assert len([v for v in texts["UNSD"] if str(v).startswith("SG_HAZ_")]) == 5


@pytest.mark.parametrize("options", [("--rules", RULES), ()], ids=["own rules", "shipped rules"])
def test_no_export_holds_it_and_a_note_says_so(
    folder: Path, tmp_path: Path, options: tuple[object, ...]
) -> None:
    forms = ("sdmx-csv", "sdmx-ml", "unsd-csv", "sdmx-converter", "open-sdg")
    asked = [*(part for form in forms for part in ("--to", form)), "--decimals", "edition"]
    command = ["export", folder, *asked, "--output", tmp_path, *options]
    done = CliRunner().invoke(cli, [*map(str, command)])
    assert done.exit_code == 0, done.stderr
    assert "Left out, as not belonging to 12.4.1: invented." in done.stderr
    with (tmp_path / "sdg_12_4_1_2020_sdmx_1.0.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["SERIES"] for row in rows} == {c.series for c in load_rules().conventions}
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"nvented" in data for data in written)


def test_a_marked_agreement_without_its_series_is_one_line(tmp_path: Path) -> None:
    rules = shutil.copytree(RULES, tmp_path / "rules")
    path = rules / "invented.toml"
    mark = 'indicator = "12.4.1"\nseries = "SG_HAZ_CMRINVENTED"\norder = 6'
    path.write_text(path.read_text("utf-8").replace("order = 6", mark), "utf-8")
    asked = ["run", REGISTER, "--cycle", 2020, "--output", tmp_path / "out", "--rules", rules]
    done = CliRunner().invoke(cli, [*map(str, asked)])
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert "is no series of 12.4.1 in the SDG data structure" in done.stderr
    assert not (tmp_path / "out").exists()


# ---- Commands ----


def test_explain_names_its_items_and_keeps_it_out_of_the_rate() -> None:
    done = call("explain", "KEN", *INPUT)
    assert done.exit_code == 0, done.stderr
    assert "Score: 100 x 6 / 10 = 60.00000 %" in done.stdout
    assert f"Not of 12.4.1, and not in it: {NAME}" in done.stdout
    assert "Article 12" in call("explain", "KEN", "invented", *INPUT).stdout


def test_a_template_of_it_comes_back_as_input(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    assert call("template", "invented", "--cycle", 2020, "--output", path).exit_code == 0
    book = load_workbook(path)
    sheet = book[NAME]
    codes = [cell.value for cell in sheet[3]]
    assert codes[2:] == [
        "invented:national_contact",
        "invented:laboratory",
        "invented:national_report:first",
        "invented:national_report:second",
    ]
    parties = {sheet.cell(row, 1).value: row for row in range(4, sheet.max_row + 1)}
    assert {"EUE", "KEN", "UGA", "USA"} <= set(parties)
    sheet.cell(parties["KEN"], 5).value = "2016-11-30"
    book.save(path)
    done = call("validate", path)
    assert done.exit_code == 0, done.stdout
    assert "Rows read: 1; accepted: 1; rejected: 0." in done.stdout


def test_a_template_of_all_has_a_sheet_of_it_in_every_language(tmp_path: Path) -> None:
    for language in ("en", "ar", "ru"):
        path = tmp_path / f"{language}.xlsx"
        asked = ("template", "--all", "--cycle", 2020, "--output", path, "--language", language)
        assert call(*asked).exit_code == 0
        assert NAME in load_workbook(path, read_only=True).sheetnames


def test_outstanding_lists_what_it_asks() -> None:
    done = call("outstanding", "USA", *INPUT, "--as-of", "2020-06-30")
    assert done.exit_code == 0, done.stderr
    assert "national report Second national report" in done.stdout


def test_rules_says_that_it_is_not_of_the_indicator() -> None:
    done = call("rules", "invented")
    assert "invented, not of indicator 12.4.1, in force since 2012-03-01" in done.stdout
    assert "30 days after it deposits its instrument" in done.stdout


def test_what_if_changes_it_beside_the_official_result(tmp_path: Path) -> None:
    rule = tmp_path / "rule.toml"
    change = 'convention = "invented"\nobligation = "national_report"\npoints = 8\n'
    rule.write_text(f"[[change]]\n{change}")
    done = call("what-if", *INPUT, "--rule", rule)
    assert done.exit_code == 0, done.stderr
    assert "Scores that change: 2 of" in done.stdout


def test_reconcile_compares_the_five_alone(tmp_path: Path) -> None:
    output = tmp_path / "answer.json"
    done = call("reconcile", *INPUT, "--published", "2020-10", "--output", output)
    assert done.exit_code == 0, done.stderr
    values = json.loads(output.read_text())["values"]
    assert "invented" not in {row["convention"] for row in values}


def test_compare_splits_its_mean_and_the_rates_without_it(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "out"
    register = shutil.copytree(REGISTER, tmp_path / "register")
    with (register / "submissions.csv").open("a") as file:
        file.write("KEN,invented,national_report,second,2018-11-30\n")
    assert call("run", register, "--cycle", 2020, "--output", other).exit_code == 0
    output = tmp_path / "answer.json"
    assert call("compare", folder, other, "--output", output).exit_code == 0
    world = [r for r in json.loads(output.read_text())["aggregates"] if r["group_m49"] == "001"]
    changes = {row["convention"]: row["change"] for row in world}
    assert changes["invented"] == pytest.approx(13.33333)
    assert {name for name, change in changes.items() if change} == {"invented"}


def test_import_parties_applies_its_rule_of_entry_into_force(tmp_path: Path) -> None:
    table, output = tmp_path / "table.csv", tmp_path / "parties.csv"
    title = "Convention on Invented Substances and their Containers"
    table.write_text(f"{title}\nParticipant,Accession\nGHA,1 May 2020 a\n")
    done = call("import", "parties", table, "--output", output)
    assert done.exit_code == 0, done.stderr
    assert output.read_text().splitlines()[1] == "invented,GHA,2020-05-31,"


def test_an_output_in_the_rules_folder_is_refused(tmp_path: Path) -> None:
    rules = shutil.copytree(RULES, tmp_path / "rules")
    asked = ["explain", "KEN", *INPUT, "--rules", rules, "--output", rules / "answer.csv"]
    done = CliRunner().invoke(cli, [*map(str, asked)])
    assert done.exit_code == 2
    assert "which is an input" in done.stderr


def test_completion_offers_its_key() -> None:
    asked = {"_SDG1241_COMPLETE": "bash_complete", "COMP_CWORD": "4"}
    asked["COMP_WORDS"] = f"sdg1241 rules --rules {RULES} i"
    command = [sys.executable, "-c", "from sdg1241.cli import main; main()"]
    done = subprocess.run(command, env=os.environ | asked, capture_output=True, check=False)
    assert done.stdout.decode().split() == ["plain,invented"]
