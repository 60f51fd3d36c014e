"""`sdg1241 met`, as a person starts it."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import polars as pl

from sdg1241 import Run

Call = Callable[..., "CompletedProcess[str]"]


def test_who_met_everything_in_the_sample(sdg1241: Call, tmp_path: Path) -> None:
    done = sdg1241("met", "sample_data/2020", "--cycle", 2020, "--output", tmp_path / "met.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "Parties that met everything: cycle 2020, edition 2026-10\nThis is a sample register"
    )
    assert "GRD    Grenada                    1     6\n" in done.stdout
    assert "BTN    Bhutan             basel       annual report 2019" in done.stdout
    assert (
        "Met everything: 6 of 197 countries that owe anything. One item away: 2.\n" in done.stdout
    )
    table = pl.read_csv(tmp_path / "met.csv")
    assert table.columns[:2] == ["party", "name"]
    assert table["missing"].to_list() == [0] * 6 + [1] * 2


def test_a_folder_of_a_run_is_taken_too(
    sdg1241: Call,
    sample_run: Callable[[int, str | None], Run],
    write_quickly: Callable[[Path, Run], Path],
    tmp_path: Path,
) -> None:
    folder = write_quickly(tmp_path / "run", sample_run(2020, None))
    asked = ("--convention", "Stockholm", "--group", "LLDCs")
    from_run = sdg1241("met", folder, *asked)
    from_input = sdg1241("met", "sample_data/2020", "--cycle", 2020, *asked)
    assert (from_run.returncode, from_run.stdout) == (0, from_input.stdout)
    other = sdg1241("met", folder, "--cycle", 2025)
    assert (other.returncode, "holds a run with cycle 2020, not 2025" in other.stderr) == (2, True)


def test_in_a_cycle_that_goes_on_it_says_so(sdg1241: Call) -> None:
    asked = ("--cycle", 2020, "--as-of", "2018-06-30", "--convention", "montreal")
    done = sdg1241("met", "sample_data/2020", *asked)
    assert done.returncode == 0
    assert done.stdout.startswith(
        "Parties that met everything: cycle 2020, edition 2026-10, provisional as of 2018-06-30\n"
    )
    assert "The cycle goes on: what is not yet due counts as missing.\n" in done.stdout
    assert "Met everything: 0 of 197" in done.stdout
