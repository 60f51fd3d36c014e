"""Every command has help with an example, and the example works."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import click
import pytest

from sdg1241.cli import cli

ROOT = Path(__file__).resolve().parents[2]


# Saved answers of other services, which the samples do not hold, and what stands in for them.
FEEDS = ROOT / "tests" / "imports" / "feeds"
GIVEN = {
    "reports.json": FEEDS / "invented_reports_page_2.json",
    "contacts.json": FEEDS / "invented_contacts.json",
    "basel.csv": FEEDS.parent / "status" / "basel_depositary.csv",
    "rotterdam.xlsx": FEEDS.parent / "status" / "rotterdam_secretariat.csv",
    "Goal12.xlsx": FEEDS / "invented_unsd_download.csv",
}
INCOMPLETE = {"import informea"}  # the invented feed holds faults on purpose, so the status is 1


def commands() -> dict[str, click.Command]:
    """Every command by its words, those of groups included."""
    found: dict[str, click.Command] = {}
    for name, command in cli.commands.items():
        inner = command.commands if isinstance(command, click.Group) else {}
        found |= {f"{name} {word}": c for word, c in inner.items()} or {name: command}
    return found


COMMANDS = commands()


def example(command: str) -> list[list[str]]:
    """The lines of the example in a command's help, as arguments without the program's name."""
    shown = COMMANDS[command].get_help(click.Context(COMMANDS[command]))
    found = re.search(r"^ +Example:\n((?: +sdg1241 .+\n)+)", shown, re.MULTILINE)
    return [shlex.split(line)[1:] for line in found[1].splitlines()] if found else []


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_help_has_an_example_of_the_command(command: str) -> None:
    assert COMMANDS[command].get_short_help_str()
    words = command.split()
    assert any(line[: len(words)] == words for line in example(command))


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_example_works(
    sdg1241: Callable[..., "CompletedProcess[str]"], tmp_path: Path, command: str
) -> None:
    for line in example(command):
        # What the example writes below out/ goes to a folder of the test.
        given = (str(GIVEN.get(part, part)) for part in line)
        done = sdg1241(
            *(str(tmp_path / part) if part.startswith("out/") else part for part in given)
        )
        assert done.returncode == (1 if command in INCOMPLETE else 0), done.stderr
        assert done.stdout
        if "--output" in line:
            assert (tmp_path / line[line.index("--output") + 1]).exists()
