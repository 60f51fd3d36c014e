"""`sdg1241 import` as a user starts it."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from sdg1241.cli import cli
from sdg1241.imports import shipped_mapping

FEEDS = Path(__file__).parents[1] / "imports" / "feeds"
Program = Callable[..., "subprocess.CompletedProcess[str]"]


def call(*arguments: object) -> Result:
    """The same commands without a new process."""
    return CliRunner().invoke(cli, ["import", *map(str, arguments)], prog_name="sdg1241")


def test_informea_writes_submissions_and_findings_that_run_takes(
    sdg1241: Program, tmp_path: Path
) -> None:
    output, findings = tmp_path / "input" / "submissions.csv", tmp_path / "findings.csv"
    output.parent.mkdir()
    done = sdg1241(
        "import",
        "informea",
        *sorted(FEEDS.glob("invented_[rpc]*.json")),
        "--output",
        output,
        "--findings",
        findings,
    )
    assert done.returncode == 1, done.stderr
    assert "Entries read: 47" in done.stdout
    assert "mapped          18  as 20 rows" in done.stdout
    assert "not mapped      27  of which 3 outside the indicator" in done.stdout
    assert "duplicates       2" in done.stdout
    assert "informea-unknown-treaty" in done.stderr
    for text in (done.stdout, done.stderr, output.read_text("utf-8"), findings.read_text("utf-8")):
        assert "Traceback" not in text
        assert not any(
            word in text
            for word in ("Quillfeather", "Philomena", "lanternlight", "+999", "Nightingale")
        )
    assert pl.read_csv(findings, infer_schema=False).columns[:5] == [
        "code",
        "severity",
        "file",
        "sheet",
        "row",
    ]
    run = sdg1241("run", output.parent, "--cycle", "2020", "--output", tmp_path / "out")
    assert run.returncode == 0, run.stderr


def test_informea_exits_with_0_when_all_was_mapped(tmp_path: Path) -> None:
    pages = FEEDS / "invented_reports_page_1.json", tmp_path / "last.json"
    pages[1].write_text('{"d": {"results": []}}')
    done = call("informea", *pages, "--output", tmp_path / "submissions.csv")
    assert done.exit_code == 0, done.stderr
    assert "informea-midnight-elsewhere" in done.stderr


@pytest.mark.parametrize("content", ["{", "[[[[", "<html/>", "", '{"d": 1}'])
def test_a_broken_feed_is_one_line_and_exit_2(tmp_path: Path, content: str) -> None:
    feed = tmp_path / "feed.json"
    feed.write_text(content)
    done = call("informea", feed, "--output", tmp_path / "submissions.csv")
    assert done.exit_code == 2
    assert done.stderr.startswith(f"Error: {feed}: ")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "submissions.csv").exists()


def test_a_bad_mapping_is_one_line_and_exit_2(tmp_path: Path) -> None:
    bad = FEEDS.parent / "bad_mappings" / "unknown_item.toml"
    done = call(
        "informea", FEEDS / "invented_plans.json", "--output", tmp_path / "s.csv", "--mapping", bad
    )
    assert done.exit_code == 2
    assert "unknown_item.toml: report[1].named[1].item" in done.stderr


def test_the_shipped_mapping_is_printed_and_can_be_given_back(tmp_path: Path) -> None:
    shown = call("informea", "--show-mapping")
    assert (shown.exit_code, shown.stdout) == (0, shipped_mapping())
    own = tmp_path / "mapping.toml"
    own.write_text(shown.stdout, "utf-8")
    page = FEEDS / "invented_plans.json"
    for name, options in (("a.csv", []), ("b.csv", ["--mapping", own])):
        call("informea", page, "--output", tmp_path / name, *options)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_unsd_writes_published_values(tmp_path: Path) -> None:
    output = tmp_path / "published.csv"
    release = FEEDS / "invented_unsd_download.csv"
    done = call("unsd", release, "--vintage", "2026-03", "--output", output)
    assert done.exit_code == 0, done.stderr
    assert "Rows read: 5" in done.stdout
    assert "other indicators" in done.stdout
    assert output.read_text("utf-8").splitlines()[:2] == [
        "vintage,series,geo_area_m49,time_period,value,nature",
        "2026-03,SG_HAZ_CMRBASEL,004,2015,16.66667,C",
    ]


def test_unsd_exits_with_1_on_bad_rows_and_2_on_no_release(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("series,geo_area_m49,time_period,value\nSG_HAZ_CMRBASEL,004,2015,many\n")
    findings = tmp_path / "findings.csv"
    arguments = ["unsd", bad, "--output", tmp_path / "p.csv", "--vintage", "x"]
    assert call(*arguments, "--findings", findings).exit_code == 1
    assert "unsd-bad-value" in findings.read_text("utf-8")
    bad.write_text("a,b\n1,2\n")
    done = call(*arguments)
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)


@pytest.mark.parametrize("command", ["informea", "unsd"])
def test_a_file_that_is_read_is_not_written_over(tmp_path: Path, command: str) -> None:
    feed = tmp_path / "feed.json"
    feed.write_text("[]")
    for options in (
        ["--output", feed],
        ["--output", tmp_path / "a.csv", "--findings", tmp_path / "a.csv"],
    ):
        done = call(command, feed, *options)
        assert done.exit_code == 2
        assert "files of their own" in done.stderr
    assert feed.read_text() == "[]"


@pytest.mark.parametrize("command", [[], ["informea"], ["unsd"]])
def test_each_command_has_help(command: list[str]) -> None:
    done = call(*command, "--help")
    assert done.exit_code == 0
    assert not command or "Example:" in done.stdout


def test_a_feed_without_a_row_of_the_five_agreements_writes_no_table(sdg1241, tmp_path):
    output = tmp_path / "submissions.csv"
    done = sdg1241("import", "informea", FEEDS / "invented_biodiversity.json", "--output", output)
    assert (done.returncode, output.exists()) == (0, False)
    assert f"no row: {output} was not written" in done.stdout
    assert "of which 3 outside the indicator" in done.stdout
