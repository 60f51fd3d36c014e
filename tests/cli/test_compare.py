"""`compare` as a user starts it: one Party, one group, what moved most."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from click.testing import CliRunner, Result

from sdg1241 import Run
from sdg1241.cli import cli

Call = Callable[..., Result]


@pytest.fixture(scope="module")
def folders(
    sample_run: Callable[..., Run],
    write_quickly: Callable[[Path, Run], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Path]:
    """The samples of 2015 and 2020 as finished runs."""
    top = tmp_path_factory.mktemp("runs")
    first, second = (write_quickly(top / str(c), sample_run(c)) for c in (2015, 2020))
    return first, second


@pytest.fixture
def compare(folders: tuple[Path, Path]) -> Call:
    return lambda *args: CliRunner().invoke(cli, ["compare", *map(str, (*folders, *args))])


def test_one_party_in_sentences_terms_and_items(compare: Call) -> None:
    done = compare("Kenya")
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[3] == "Kenya (KEN): the transmission rate fell from 65.7 to 57.7 (-8.0)."
    stockholm, rotterdam = lines[5], lines[6]
    assert stockholm.startswith(
        "Stockholm Convention: fell from 83.3 to 57.1 (-26.2), that is -6.5"
    )
    assert rotterdam.startswith("Rotterdam Convention: fell from 62.7 to 56.9 (-5.8), that is -1.5")
    rate = next(line for line in lines if line.startswith("Transmission rate "))
    assert rate.split()[2:] == [
        *("65.68627", "57.67652", "-8.00975", "-8.00975", "-3.14039", "-4.86936", "0.00000"),
    ]
    assert any("Fourth national report" in line and "-14.28571" in line for line in lines[8:])


def test_a_group_by_code_and_by_name(compare: Call) -> None:
    said = {compare("--group", name).stdout for name in ("199", "LDCs")}
    assert len(said) == 1
    [text] = said
    assert "Least Developed Countries (LDCs) (199): the mean transmission rate rose" in text
    assert "more; --output FILE holds all of them." in text
    assert "Parties counted in one run alone" in text


ASKED = {
    "KEN": ["terms", "items", "sentences"],
    "--group=LDCs": ["terms", "items", "members", "sentences"],
    "--movers=3": ["movers"],
    "": ["parties", "aggregates"],
}


@pytest.mark.parametrize("asked", sorted(ASKED))
def test_every_answer_is_written_in_every_form(compare: Call, tmp_path: Path, asked: str) -> None:
    for ending in ("csv", "json", "xlsx"):
        done = compare(*filter(None, [asked]), "--output", tmp_path / f"answer.{ending}")
        assert done.exit_code == 0, done.stderr
        assert done.stdout.endswith(f"Written: {tmp_path / f'answer.{ending}'}\n")
    first = pl.read_csv(tmp_path / "answer.csv", infer_schema=False)
    tables = json.loads((tmp_path / "answer.json").read_text("utf-8"))
    book = openpyxl.load_workbook(tmp_path / "answer.xlsx")
    assert list(tables) == book.sheetnames == ASKED[asked]
    assert len(next(iter(tables.values()))) == first.height > 0
    for name, rows in tables.items():
        cells = list(book[name].iter_rows(values_only=True))
        assert list(rows[0]) == list(cells[0])
        assert len(rows) == len(cells) - 1


def test_the_rate_of_a_country_stands_in_the_first_table(compare: Call, tmp_path: Path) -> None:
    compare("--output", tmp_path / "all.csv")
    table = pl.read_csv(tmp_path / "all.csv", infer_schema=False)
    kenya = table.filter(party="KEN", convention="all").row(0, named=True)
    assert [kenya[c] for c in ("score_a", "score_b", "change", "direction")] == [
        *("65.68627", "57.67652", "-8.00975", "fell"),
    ]


def test_the_rate_of_a_group_stands_in_its_first_table(compare: Call, tmp_path: Path) -> None:
    compare("--group", "LDCs", "--output", tmp_path / "ldcs.csv")
    rate = pl.read_csv(tmp_path / "ldcs.csv", infer_schema=False).filter(term="all")
    assert rate.select("code", "value_a", "value_b", "change").rows() == [
        ("199", "60.95700", "63.22449", "2.26749")
    ]


def test_areas_are_ranked_and_countries_where_that_is_asked(compare: Call) -> None:
    areas, countries = compare("--movers", 2).stdout, compare("--movers", 1, "--parties").stdout
    assert [line for line in areas.splitlines() if line.startswith("Those")] == [
        "Those that rose:",
        "Those that fell:",
    ]
    assert "   1  Northern Africa " in areas
    assert "stockholm implementation plan update  -5.33510" in areas
    assert "   1  Uzbekistan " in countries
    assert "Belarus" not in countries


def test_without_movers_parties_stand_by_code(compare: Call) -> None:
    done = compare()
    listed = done.stdout.split("party  convention")[1].splitlines()[1:]
    codes = [line.split()[0] for line in listed if not line.startswith("...")]
    assert codes == sorted(codes)
    assert codes[0] == "AFG"
    assert "Scores: 172 rose, 284 fell, 260 stayed; 111 entered, 15 left" in done.stdout
    assert "Rates: 78 rose, 112 fell, 7 stayed; 0 entered, 0 left" in done.stdout


def test_nothing_moved(folders: tuple[Path, Path]) -> None:
    same = ["compare", str(folders[0]), str(folders[0])]
    assert "No rate moved." in CliRunner().invoke(cli, [*same, "--movers", "3"]).stdout
    kenya = CliRunner().invoke(cli, [*same, "KEN"])
    assert "the transmission rate stayed at 65.7." in kenya.stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("KEN", "--group", "LDCs"), "Name one Party, or a --group, or --movers."),
        (("KEN", "--movers", "3"), "Name one Party, or a --group, or --movers."),
        (("--parties",), "--parties goes with --movers N."),
        (("--movers", "0"), "0 is not in the range x>=1"),
        (("Kenyaa",), "There is no Party 'Kenyaa'. Nearest: Kenya (KEN)"),
        (("--group", "Afrika"), "There is no group 'Afrika'. Nearest: Africa"),
        (("KEN", "--output", "answer.txt"), "the ending must be one of .csv, .json, .xlsx"),
    ],
)
def test_a_question_that_cannot_be_answered_is_one_line_and_exit_2(
    compare: Call, args: tuple[str, ...], message: str
) -> None:
    done = compare(*args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
