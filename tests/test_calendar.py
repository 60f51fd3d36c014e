"""docs/calendar.md names files, columns and commands that exist, and its commands run."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import click
import polars as pl
import pytest

from sdg1241.cli import cli
from sdg1241.rules import Rules

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = (DOCS / "calendar.md").read_text("utf-8")
LINKS = sorted(set(re.findall(r"\]\(([^)]+)\)", PAGE)))
COMMANDS = sorted(set(re.findall(r"`sdg1241 ([^`]+)`", PAGE)))
ROW = re.compile(r"^\| .* \|$", re.MULTILINE)


@pytest.mark.parametrize("link", LINKS)
def test_each_file_that_the_calendar_names_exists(link: str) -> None:
    assert (DOCS / link).resolve().exists()


def test_each_column_stands_in_a_table_that_its_line_names() -> None:
    """Each column or key that the third cell of a line names stands in one of its files."""
    for row in ROW.findall(PAGE):
        cell = row.split(" | ")[2] if row.count(" | ") >= 3 else ""
        files = [(DOCS / link).resolve() for link in re.findall(r"\]\(([^)]+)\)", cell)]
        texts = [path.read_text("utf-8") for path in files if path.is_file()]
        texts += [p.read_text("utf-8") for f in files if f.is_dir() for p in f.glob("*.toml")]
        for name in re.findall(r"`([a-z_]+)`", cell) if texts else ():
            of_an_option = name in ("withdrawn_on", "valid_until", "valid_from")
            assert of_an_option or any(name in text for text in texts), f"{name} in {cell}"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_and_option_exists(command: str) -> None:
    words = shlex.split(command)
    found: click.Command = cli
    while isinstance(found, click.Group):
        found = found.commands[words.pop(0)]
    options = {name for option in found.params for name in option.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_the_commands_of_the_calendar_run(
    sdg1241: Callable[..., "CompletedProcess[str]"], tmp_path: Path
) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    lines = [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]
    assert [line[0] for line in lines].count("compare") == len(blocks) - 1
    for line in lines:
        words = [str(tmp_path / word) if word.startswith("out/") else word for word in line]
        done = sdg1241(*words)
        assert done.returncode == 0, done.stderr


def test_what_is_awaited_is_still_open(rules: Rules) -> None:
    """A line of the list of what is awaited goes when its fact has come."""
    amendments = rules.reference.items["stockholm_amendments"]
    assert amendments.filter(
        pl.col("adopted_year") == 2025, pl.col("plan_update_due").is_not_null()
    ).is_empty()
    blank = rules.reference.party_status["entry_into_force"].null_count()
    assert f"still blank in `party_status.csv`: {blank} |" in PAGE
