"""`sdg1241 export` and `run --export`, as a user starts them."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from sdg1241.cli.export import FORMATS as OFFERED
from sdg1241.exports.exchange import FORMATS

Program = Callable[..., "CompletedProcess[str]"]
PARTIES = "party,convention,entry_into_force\nAFG,basel,2000-01-01\nKEN,basel,2000-01-01\nKEN,minamata,2018-01-01\n"
SUBMISSIONS = (
    "party,convention,obligation,item,received_on\nKEN,basel,annual_report,2016,2017-11-02\n"
    "KEN,minamata,national_focal_point,,2018-02-01\n"
)
RECORD = "exchange/record.json"
FILES = {
    "exchange/sdg_12_4_1_2020_sdmx_1.0.csv",
    "exchange/sdg_12_4_1_2020_sdmx_2.0.csv",
    "exchange/sdg_12_4_1_2020_sdmx_2.1.xml",
    "exchange/sdg_12_4_1_2020_unsd.csv",
    "exchange/sdg_12_4_1_2020_unsd.xlsx",
    "exchange/sdg_12_4_1_2020_converter.xlsx",
    "exchange/open-sdg/data/indicator_12-4-1.csv",
    "exchange/open-sdg/indicator-config/12-4-1.yml",
    "exchange/open-sdg/meta/12-4-1.yml",
}


@pytest.fixture(scope="module")
def small_input(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two Parties: Kenya sent something, Afghanistan nothing. Invented."""
    folder = tmp_path_factory.mktemp("input")
    (folder / "submissions.csv").write_text(SUBMISSIONS, "utf-8")
    (folder / "parties.csv").write_text(PARTIES, "utf-8")
    return folder


@pytest.fixture(scope="module")
def kept(sdg1241: Program, small_input: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "run"
    done = sdg1241("run", small_input, "--cycle", 2020, "--edition", "2020-10", "--output", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    """The folder of a finished run, to be changed at will."""
    return shutil.copytree(kept, tmp_path / "run")


def _below(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_the_command_offers_the_formats_of_the_library() -> None:
    assert OFFERED == FORMATS


def test_every_format_is_written_into_the_runs_folder(sdg1241: Program, folder: Path) -> None:
    before = _below(folder)
    done = sdg1241("export", folder, *(part for name in FORMATS for part in ("--to", name)))
    assert done.returncode == 0, done.stderr
    after = _below(folder)
    assert set(after) - set(before) == FILES | {RECORD}
    assert before.items() <= after.items()
    assert {line.removeprefix("Written: ") for line in done.stdout.splitlines()} == {
        str(folder / f) for f in FILES
    }
    assert "give your own with --settings" in done.stderr
    text = (folder / "exchange" / "sdg_12_4_1_2020_unsd.csv").read_text("utf-8")
    assert '"4","Afghanistan","2020","0","2015-2019"' in text
    assert '"404","Kenya","2020","20","2015-2019"' in text


def test_run_can_export_at_once_and_gives_the_same_files(
    sdg1241: Program, folder: Path, small_input: Path, tmp_path: Path
) -> None:
    formats = ("sdmx-csv", "sdmx-ml", "unsd-csv")
    done = sdg1241("export", folder, *(part for name in formats for part in ("--to", name)))
    assert done.returncode == 0, done.stderr
    at_once = tmp_path / "at once"
    options = [part for name in formats for part in ("--export", name)]
    done = sdg1241(
        "run", small_input, "--cycle", 2020, "--edition", "2020-10", "--output", at_once, *options
    )
    assert done.returncode == 0, done.stderr
    assert _below(at_once) == _below(folder)


def test_a_later_run_leaves_no_older_exchange_files_beside_it(
    sdg1241: Program, folder: Path, small_input: Path
) -> None:
    assert sdg1241("export", folder, "--to", "sdmx-csv", "--to", "open-sdg").returncode == 0
    own = folder / "exchange" / "letter.txt"
    own.write_text("a file of the user's own", "utf-8")
    words = ("run", small_input, "--cycle", 2020, "--output", folder)
    assert sdg1241(*words).returncode == 2
    assert sdg1241(*words, "--force").returncode == 0
    assert [name for name in _below(folder) if name.startswith("exchange/")] == [
        "exchange/letter.txt"
    ]


def test_a_code_that_unsd_does_not_know_stops_the_export(
    sdg1241: Program, folder: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "delivery.toml"
    settings.write_text('[fixed]\nUNIT_MEASURE = "PERCENT"\n', "utf-8")
    done = sdg1241("export", folder, "--to", "open-sdg", "--to", "sdmx-ml", "--settings", settings)
    assert done.returncode == 2
    assert done.stdout == ""
    assert (
        "series SG_HAZ_CMRBASEL, area 1, column UNIT_MEASURE: 'PERCENT' is not a code"
        in done.stderr
    )
    assert "No exchange file was written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "exchange").exists()


def test_settings_reach_the_files(sdg1241: Program, folder: Path, tmp_path: Path) -> None:
    settings = tmp_path / "delivery.toml"
    settings.write_text('last_update = 2031-05-06\nsource = "Côte d\'Ivoire & 中文"\n', "utf-8")
    done = sdg1241(
        "export",
        folder,
        "--to",
        "sdmx-ml",
        "--settings",
        settings,
        "--output",
        tmp_path / "delivery",
    )
    assert (done.returncode, done.stderr) == (0, "")
    text = (tmp_path / "delivery" / "sdg_12_4_1_2020_sdmx_2.1.xml").read_text("utf-8")
    assert 'DATA_LAST_UPDATE="2031-05-06T00:00:00"' in text
    assert 'SOURCE_DETAIL="Côte d\'Ivoire &amp; 中文"' in text


def test_one_country_for_a_national_platform(sdg1241: Program, folder: Path) -> None:
    done = sdg1241("export", folder, "--to", "open-sdg", "--area", "Kenya")
    assert done.returncode == 0, done.stderr
    data = (folder / "exchange" / "open-sdg-KEN" / "data" / "indicator_12-4-1.csv").read_text(
        "utf-8"
    )
    assert (
        data
        == "Year,Series,Units,Value\n2020,SG_HAZ_CMRBASEL,PT,20\n2020,SG_HAZ_CMRMNMT,PT,33.33333\n"
    )


def test_one_country_in_every_form_and_none_of_another(
    sdg1241: Program, folder: Path, small_input: Path
) -> None:
    names = [part for name in FORMATS for part in ("--to", name)]
    done = sdg1241("export", folder, *names, "--area", "Kenya")
    assert done.returncode == 0, done.stderr
    written = [Path(line.removeprefix("Written: ")) for line in done.stdout.splitlines()]
    assert len(written) == len(FILES)
    assert all("KEN" in str(path) for path in written)
    asked = ("reconcile", "--input", small_input, "--cycle", 2020, "--edition", "2020-10")
    for path in written:
        if path.suffix != ".yml":
            done = sdg1241(*asked, "--area", "KEN", "--published", path)
            assert "basel 2020: Agrees with edition" in done.stdout, (path, done.stderr)
            assert "minamata 2020: Agrees with edition" in done.stdout, path
            done = sdg1241(*asked, "--area", "AFG", "--published", path)
            if "open-sdg" not in str(path):  # which does not name its country
                assert "holds no value of 12.4.1 of area 004" in done.stderr, path


def test_the_editions_decimals_on_request(sdg1241: Program, folder: Path) -> None:
    done = sdg1241("export", folder, "--to", "sdmx-csv-1.0", "--decimals", "edition")
    assert done.returncode == 0, done.stderr
    text = (folder / "exchange" / "sdg_12_4_1_2020_sdmx_1.0.csv").read_text("utf-8")
    assert ",SG_HAZ_CMRMNMT,404,_T,_T,_T,_T,_T,_T,_T,_T,_T,_T,_T,2020,33.33,A," in text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--to", "sdmx-csv", "--area", "USA"], "USA has no value"),
        (["--to", "unsd-csv", "--area", "Kenyaa"], "There is no Party 'Kenyaa'"),
        (["--to", "sdmx-json"], "'sdmx-json' is not one of 'sdmx-csv'"),
        ([], "Missing option '--to'"),
        (["--to", "open-sdg", "--area", "USA"], "USA has no value"),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_status_2(
    sdg1241: Program, folder: Path, options: list[str], message: str
) -> None:
    done = sdg1241("export", folder, *options)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "exchange").exists()


def test_several_runs_go_into_one_file_outside_of_them(
    sdg1241: Program, folder: Path, small_input: Path, tmp_path: Path
) -> None:
    before = tmp_path / "before"
    assert sdg1241("run", small_input, "--cycle", 2015, "--output", before).returncode == 0
    done = sdg1241("export", folder, before, "--to", "sdmx-csv-2.0")
    assert done.returncode == 2
    assert "Several folders need --output" in done.stderr
    done = sdg1241(
        "export", folder, before, "--to", "sdmx-csv-2.0", "--output", tmp_path / "delivery"
    )
    assert done.returncode == 0, done.stderr
    assert list(_below(tmp_path / "delivery")) == ["sdg_12_4_1_2015_2020_sdmx_2.0.csv"]


def test_bad_settings_are_found_before_anything_is_computed(
    sdg1241: Program, small_input: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "delivery.toml"
    settings.write_text('sorce = "UNEP"\n', "utf-8")
    command = (
        "run",
        small_input,
        "--cycle",
        2020,
        "--output",
        tmp_path / "run",
        "--settings",
        settings,
    )
    done = sdg1241(*command, "--export", "sdmx-csv")
    assert done.returncode == 2
    assert "sorce: unknown key" in done.stderr
    done = sdg1241(*command)
    assert done.returncode == 2
    assert "--settings goes with --export" in done.stderr
    assert not (tmp_path / "run").exists()


def test_a_folder_that_cannot_be_made_is_named(sdg1241: Program, folder: Path) -> None:
    (folder / "exchange").write_text("a file in the way", "utf-8")
    done = sdg1241("export", folder, "--to", "sdmx-csv")
    assert done.returncode == 2
    assert "exchange: cannot be written" in done.stderr


def test_an_altered_run_is_not_exported(sdg1241: Program, folder: Path) -> None:
    scores = folder / "scores.csv"
    scores.write_text(scores.read_text("utf-8").replace("33.33333", "100.00000"), "utf-8")
    done = sdg1241("export", folder, "--to", "sdmx-csv")
    assert done.returncode == 2
    assert "scores.csv was altered after the run" in done.stderr
    assert not (folder / "exchange").exists()
