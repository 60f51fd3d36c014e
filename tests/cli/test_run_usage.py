"""`sdg1241 run` on what it cannot do: one line, exit status 2, nothing written."""

import shutil
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.run_files import PARTIES, SAMPLE, Program, Write, sha256


def one_line(done: "CompletedProcess[str]", *words: str) -> None:
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    [line] = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    for word in words:
        assert word in line


def test_an_unknown_cycle_lists_those_there_are(sdg1241: Program, tmp_path: Path) -> None:
    done = sdg1241("run", SAMPLE, "--cycle", 2021, "--output", tmp_path / "out")
    one_line(done, "2021", "2015, 2020, 2025, 2030")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_an_unknown_edition_lists_those_there_are(sdg1241: Program, tmp_path: Path) -> None:
    done = sdg1241(
        "run", SAMPLE, "--cycle", 2020, "--edition", "2019-01", "--output", tmp_path / "out"
    )
    one_line(done, "2019-01", "2026-10", "2020-10")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--cycle", "2020"),
        ("--output", "out"),
        ("--cycle", "twenty", "--output", "out"),
        ("--cycle", "2020", "--output", "out", "--as-of", "2019-02-30"),
        ("--cycle", "2020", "--output", "out", "--colour"),
    ],
)
def test_wrong_options_exit_2(sdg1241: Program, tmp_path: Path, options: tuple[str, ...]) -> None:
    one_line(sdg1241("run", SAMPLE, *options, cwd=tmp_path))


def test_an_input_that_is_not_there(sdg1241: Program, tmp_path: Path) -> None:
    one_line(
        sdg1241("run", tmp_path / "nothing", "--cycle", 2020, "--output", tmp_path / "out"),
        "nothing",
    )


def test_an_input_without_submissions(sdg1241: Program, write_input: Write, tmp_path: Path) -> None:
    source = write_input(parties=PARTIES)
    one_line(sdg1241("run", source, "--cycle", 2020, "--output", tmp_path / "out"), "submissions")


def test_an_input_that_is_no_table(sdg1241: Program, tmp_path: Path) -> None:
    (tmp_path / "submissions.csv").write_bytes(bytes(range(256)) * 20)
    one_line(
        sdg1241("run", tmp_path / "submissions.csv", "--cycle", 2020, "--output", tmp_path / "out")
    )


def test_an_output_that_cannot_be_a_folder(sdg1241: Program, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", "utf-8")
    one_line(sdg1241("run", SAMPLE, "--cycle", 2020, "--output", tmp_path / "out" / "below"), "out")


def test_the_input_folder_is_left_as_it_was(sdg1241: Program, tmp_path: Path) -> None:
    source = shutil.copytree(SAMPLE, tmp_path / "in")
    before = {path.name: sha256(path) for path in source.iterdir()}
    sdg1241("run", source, "--cycle", 2015, "--output", tmp_path / "out")
    assert {path.name: sha256(path) for path in source.iterdir()} == before
