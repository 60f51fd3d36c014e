"""Workbooks that several tests read: made once, loaded once."""

import csv
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from sdg1241 import Run, compute, read_run
from sdg1241.exports import workbook_bytes, write_run
from sdg1241.runs import csv_bytes

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
FEW = {"AFG", "AUS", "BRA", "FJI", "FRA", "JPN", "KEN", "NOR", "STP", "USA"}


@pytest.fixture(scope="session")
def sample_bytes(sample_run: Callable[..., Run]) -> bytes:
    return workbook_bytes(sample_run(2020, "2020-10"))


@pytest.fixture(scope="session")
def sample_book(sample_bytes: bytes) -> Workbook:
    return load_workbook(io.BytesIO(sample_bytes))


@pytest.fixture(scope="session")
def sample_csv(sample_run: Callable[..., Run]) -> dict[str, list[dict[str, str]]]:
    """The CSV outputs of the same run, read as text."""
    run = sample_run(2020, "2020-10")
    return {
        name: list(csv.DictReader(io.StringIO(csv_bytes(table).decode())))
        for name, table in run.tables.items()
    }


@pytest.fixture(scope="session")
def folder_2015(sample_run: Callable[..., Run], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of cycle 2015."""
    folder = tmp_path_factory.mktemp("run") / "2015"
    write_run(folder, sample_run(2015, "2020-10"))
    return folder


@pytest.fixture(scope="session")
def compared_book(sample_run: Callable[..., Run], folder_2015: Path) -> Workbook:
    """Cycle 2020 beside cycle 2015."""
    return load_workbook(
        io.BytesIO(workbook_bytes(sample_run(2020, "2020-10"), read_run(folder_2015)))
    )


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the rows of the sample register of 2020 for ten countries."""
    folder = tmp_path_factory.mktemp("few")
    for name, column in (("submissions", 0), ("parties", 1)):
        lines = (SAMPLES / "2020" / f"{name}.csv").read_text("utf-8").splitlines()
        kept = [lines[0], *(line for line in lines[1:] if line.split(",")[column] in FEW)]
        (folder / f"{name}.csv").write_text("\n".join(kept) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="session")
def run_of() -> Callable[..., Run]:
    """`run_of(folder, 2020, "2020-10")`: a run of any input folder."""

    def run(folder: Path, cycle: int = 2020, edition: str | None = "2020-10") -> Run:
        return compute(folder, cycle, edition=edition, skip_invalid=True)

    return run


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes, str], Path]:
    """`libreoffice(workbook, "pdf")`: the workbook as LibreOffice opens and converts it, in a
    profile of its own."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        pytest.skip("LibreOffice is not installed: the workbook was not opened with it")
    folder = tmp_path_factory.mktemp("libreoffice")

    def convert(data: bytes, form: str) -> Path:
        source = folder / f"to_{form}.xlsx"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        target = folder / form
        command = [
            program,
            profile,
            "--headless",
            "--convert-to",
            form,
            "--outdir",
            str(target),
            str(source),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        made = target / f"to_{form}.{form}"
        assert made.exists(), done.stderr
        return made

    return convert
