"""What a file, a path or a key holds cannot steer the terminal on which it is told."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdg1241 import compute
from sdg1241.cli.terminal import one_line
from sdg1241.runs import write_folder
from tests.cli import pseudo_terminal

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")
ROOT = Path(__file__).resolve().parents[2]
# Red, clear the screen, turn the reading direction, a forged line, a C1 control, a line separator.
HOSTILE = "\x1b[31mX\x1b[2J\u202egnp\nForged: 100 %\r\x9b2J\u2028\u2066"
FORBIDDEN = "\x1b\x9b\u202e\u2028\u2066\x00\x07"
FOLDER, SAMPLE = "sample_data/2020", ("--input", "sample_data/2020", "--cycle", "2020")


@given(st.text())
def test_one_line_prints_every_character_it_returns(text: str) -> None:
    assert one_line(text).isprintable()
    assert len(one_line(text)) == len(text)


@given(st.text(st.characters(exclude_categories=["C", "Z"])))
def test_one_line_leaves_ordinary_text_as_it_is(text: str) -> None:
    assert one_line(text) == text


def on_terminal(*arguments: object) -> str:
    """What the program says when both of its outputs are a terminal."""
    return pseudo_terminal.on_terminal([sys.executable, "-m", "sdg1241", *arguments])


def hostile_file(folder: Path, ending: str, text: str) -> Path:
    path = folder / f"{HOSTILE.replace(chr(0), '')}{ending}"
    path.write_text(text, "utf-8", newline="")
    return path


def finished(folder: Path) -> Path:
    """A finished run in a folder whose name is hostile."""
    place = folder / HOSTILE.replace(chr(0), "")
    if not place.exists():
        write_folder(place, compute(ROOT / FOLDER, 2020), b"", {})
    return place


ROWS = (
    "party,convention,obligation,item,received_on\n"
    f'"{HOSTILE}","{HOSTILE}","{HOSTILE}","{HOSTILE}","{HOSTILE}"\n'
)


def hostile_rules(folder: Path) -> Path:
    """A rules folder whose name, file and table are hostile."""
    path = folder / HOSTILE
    path.mkdir()
    rows = f'convention,party,entry_into_force\n"{HOSTILE}","{HOSTILE}","{HOSTILE}"\n'
    (path / "party_status.csv").write_text(rows, "utf-8", newline="")
    return path


STATUS = f'Participant,Accession\n"{HOSTILE}","{HOSTILE}"\nKEN,2000-06-01\n'
PROPOSAL = (
    'name = "\\u001b[31mX\\u202e\\nForged: 100 %"\n[rotterdam.import_response]\npoints = 0.1\n'
)
SETTINGS = '"\\u001b[31mX\\u202e\\nForged: 100 %" = 1\n'

CASES: dict[str, Callable[[Path], tuple[object, ...]]] = {
    "run": lambda at: (
        "run",
        hostile_file(at, ".csv", ROWS),
        "--cycle",
        2020,
        "--output",
        at / "out",
    ),
    "run into a hostile path": lambda at: (
        "run",
        hostile_file(at, ".csv", ROWS),
        "--cycle",
        2020,
        "--output",
        at / HOSTILE,
        "--skip-invalid",
    ),
    "run for one country": lambda at: (
        "run",
        FOLDER,
        "--cycle",
        2020,
        "--output",
        at / HOSTILE,
        "--area",
        "KEN",
    ),
    "validate": lambda at: ("validate", hostile_file(at, ".csv", ROWS)),
    "template": lambda at: (
        "template",
        "basel",
        "--cycle",
        2020,
        "--output",
        at / f"{HOSTILE}.xlsx",
    ),
    "explain": lambda _: ("explain", HOSTILE, *SAMPLE),
    "explain from a hostile file": lambda at: (
        "explain",
        "KEN",
        "basel",
        "--input",
        hostile_file(at, ".csv", ROWS),
        "--cycle",
        2020,
    ),
    "explain to a hostile path": lambda at: (
        "explain",
        "KEN",
        "basel",
        *SAMPLE,
        "--output",
        at / f"{HOSTILE}.csv",
    ),
    "outstanding": lambda at: ("outstanding", "KEN", *SAMPLE, "--output", at / HOSTILE),
    "reconcile": lambda at: (
        "reconcile",
        *SAMPLE,
        "--published",
        hostile_file(at, ".csv", ROWS),
    ),
    "reconcile one country": lambda at: (
        "reconcile",
        *SAMPLE,
        "--area",
        "KEN",
        "--published",
        hostile_file(at, ".csv", f"Year,Series,Value\n2020,Basel,50\n2020,Basel,{HOSTILE!r}\n"),
    ),
    "compare": lambda at: ("compare", at / HOSTILE, at / HOSTILE),
    "completeness": lambda at: (
        "completeness",
        hostile_file(at, ".csv", ROWS),
        "--cycle",
        2020,
        "--output",
        at / f"{HOSTILE}.json",
    ),
    "completeness of a hostile group": lambda _: ("completeness", FOLDER, "--group", HOSTILE),
    "met": lambda at: ("met", hostile_file(at, ".csv", ROWS), "--cycle", 2020),
    "met in a hostile folder": lambda at: ("met", at / HOSTILE, "--convention", HOSTILE),
    "compare a hostile Party": lambda at: ("compare", finished(at), finished(at), HOSTILE),
    "compare of a hostile folder": lambda at: ("compare", finished(at), finished(at), "KEN"),
    "compare by movers": lambda at: ("compare", finished(at), finished(at), "--movers", 3),
    "compare a hostile group": lambda at: (
        "compare",
        finished(at),
        finished(at),
        "--group",
        HOSTILE,
    ),
    "what-if": lambda at: ("what-if", *SAMPLE, "--rule", hostile_file(at, ".toml", PROPOSAL)),
    "rules": lambda _: ("rules", HOSTILE),
    "export": lambda at: (
        "export",
        at,
        "--to",
        "unsd-csv",
        "--settings",
        hostile_file(at, ".toml", SETTINGS),
    ),
    "import informea": lambda at: (
        "import",
        "informea",
        hostile_file(at, ".json", "[{}]"),
        "--output",
        at / "s.csv",
    ),
    "import unsd": lambda at: (
        "import",
        "unsd",
        hostile_file(at, ".csv", ROWS),
        "--output",
        at / "p.csv",
    ),
    "import parties": lambda at: (
        "import",
        "parties",
        hostile_file(at, ".csv", STATUS),
        "--convention",
        "basel",
        "--output",
        at / "parties.csv",
    ),
    "import parties of no table": lambda at: (
        "import",
        "parties",
        hostile_file(at, ".csv", ROWS),
        "--output",
        at / "parties.csv",
    ),
    "rules of a hostile folder": lambda at: ("rules", "--rules", hostile_rules(at)),
    "an unknown command": lambda _: (HOSTILE,),
    "an unknown option": lambda _: ("rules", f"--{HOSTILE}"),
    "a value that is no choice": lambda at: ("export", at, "--to", HOSTILE),
}


@pytest.mark.parametrize("case", sorted(CASES))
def test_no_command_lets_an_input_steer_the_terminal(tmp_path: Path, case: str) -> None:
    said = on_terminal(*CASES[case](tmp_path))
    assert said
    assert [c for c in FORBIDDEN if c in said] == []
    lines = said.replace("\r\n", "\n").split("\n")
    assert [line for line in lines if "\r" in line or line.startswith("Forged")] == []


def test_the_cases_cover_every_command() -> None:
    from sdg1241.cli import cli

    asked = {name.split(" ")[0] for name in CASES}
    assert set(cli.commands) <= asked


def test_only_one_module_prints() -> None:
    """`import informea --show-mapping` prints a file of the program itself, byte by byte."""
    lines = [
        f"{path.name}: {line.strip()}"
        for path in sorted((ROOT / "sdg1241/cli").glob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if "click.echo(" in line or "secho(" in line
    ]
    assert lines == [
        "import_.py: click.echo(shipped_mapping(), nl=False)",
        "terminal.py: click.echo(one_line(line), err=err)",
    ]
