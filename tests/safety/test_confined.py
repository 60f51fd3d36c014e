"""No output outside its folder, no network, no code in data, the same bytes everywhere, odd
surroundings."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sdg1241.cli import cli

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "sdg1241").rglob("*.py"))
Start = Callable[..., "subprocess.CompletedProcess[bytes]"]
Contents = Callable[[Path], dict[str, str]]

OFFLINE = """
import sys
def hook(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        raise RuntimeError("network: " + event)
sys.addaudithook(hook)
from sdg1241.cli import main
main()
"""


def test_links_are_replaced_or_refused_and_what_they_point_to_stays(
    start: Start, small: Path, finished: Path, tmp_path: Path
) -> None:
    folder, outside = shutil.copytree(finished, tmp_path / "run"), tmp_path / "outside"
    outside.mkdir()
    for name in ("scores.csv", ".rates.csv.part", "run.json"):
        (outside / name).write_text("mine", "utf-8")
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(outside / name)
    words = ("run", small, "--cycle", 2020, "--output", folder)
    assert start(*words).returncode == 2
    assert start(*words, "--force").returncode == 0
    assert {path.read_text("utf-8") for path in outside.iterdir()} == {"mine"}
    assert not [path for path in folder.rglob("*") if path.is_symlink()]
    shutil.rmtree(folder / "exchange", ignore_errors=True)
    (outside / "sdg_12_4_1_2020_unsd.csv").write_text("mine", "utf-8")
    (folder / "exchange").symlink_to(outside)
    for words in (
        ("run", small, "--cycle", 2020, "--output", folder),
        ("export", folder, "--to", "unsd-csv"),
    ):
        done = start(*words)
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1), done.stderr
        assert b"is a link" in done.stderr
    assert {path.read_text("utf-8") for path in outside.iterdir()} == {"mine"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_code_comes_from_data(path: Path) -> None:
    imported, called = set(), set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {
                name for alias in node.names for name in (alias.name, alias.name.split(".")[0])
            }
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported |= {node.module or "", (node.module or "").split(".")[0]}
        elif isinstance(node, ast.Call):
            called.add(ast.unparse(node.func))
    banned = {
        "pickle",
        "marshal",
        "shelve",
        "yaml",
        "socket",
        "http",
        "urllib.request",
        "ssl",
        "ftplib",
        "smtplib",
        "requests",
    }
    if path.name != "parquet_file.py":  # the reading of Parquet, with fixed code
        banned.add("subprocess")
    assert not imported & banned
    assert not called & {
        "eval",
        "exec",
        "compile",
        "__import__",
        "os.system",
        "os.popen",
        "yaml.load",
    }


FEEDS = ROOT / "tests" / "imports" / "feeds"
EVERY_COMMAND = [
    "run {small} --cycle 2020 --output {out}/run --export sdmx-ml --previous {finished}",
    "validate {small} --report {out}/findings.xlsx",
    "template basel --cycle 2025 --output {out}/basel.xlsx",
    "explain KEN --input {small} --cycle 2020",
    "outstanding --all --input {small} --cycle 2020 --output {out}/reminders",
    "reconcile --input {small} --cycle 2020 --published 2020-10",
    "compare {finished} {finished}",
    "completeness {finished} --by item",
    "met {small} --cycle 2020 --output {out}/met.csv",
    "what-if --input {small} --cycle 2020 --rule sample_data/what_if.toml",
    "rules basel --cycle 2020",
    "export {finished} --to open-sdg --area KEN --output {out}/open-sdg",
    "import informea {feeds}/invented_plans.json --output {out}/submissions.csv",
    "import parties {feeds}/../status/basel_depositary.csv --output {out}/parties.csv",
    "import unsd {feeds}/invented_unsd_download.csv --vintage 2026-03 --output {out}/published.csv",
]


def test_every_command_is_among_those_tried_without_a_network() -> None:
    groups = {
        name: getattr(command, "commands", {None: 0}) for name, command in cli.commands.items()
    }
    names = {
        " ".join(filter(None, (group, name)))
        for group, commands in groups.items()
        for name in commands
    }
    assert names == {
        " ".join(words.split()[: 1 + words.startswith("import")]) for words in EVERY_COMMAND
    }


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=lambda words: words.split()[0])
def test_nothing_opens_a_socket(small: Path, finished: Path, tmp_path: Path, words: str) -> None:
    places = {"small": small, "finished": finished, "out": tmp_path, "feeds": FEEDS}
    given = [word.format(**places) for word in words.split()]
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, *given], cwd=ROOT, capture_output=True, check=False
    )
    # what could not be mapped is told by the status of an import
    assert done.returncode == 0 or (done.returncode, given[0]) == (1, "import"), done.stderr
    assert b"network" not in done.stderr


HOSTILE = """
party,convention,obligation,item,received_on,reference,note
../../escaped,basel,focal_point,,2018-01-01,,
/escaped,basel,focal_point,,2018-01-01,,
KEN,../../escaped,focal_point,,2018-01-01,,
KEN,basel,../../escaped,,2018-01-01,,
KEN,basel,annual_report,../../escaped,2018-01-01,,
KEN,basel,annual_report,2016,2017-11-02,../../escaped,../../escaped
KEN,basel,annual_report,2017,2018-11-02,file:///escaped,|touch escaped
"""


def test_names_in_the_input_lead_nowhere(
    start: Start, tmp_path: Path, finished: Path, contents: Contents
) -> None:
    source, work = tmp_path / "source", tmp_path / "a" / "b" / "c"
    source.mkdir()
    work.mkdir(parents=True)
    (source / "submissions.csv").write_text(HOSTILE.lstrip(), "utf-8")
    before = contents(tmp_path)
    run = (
        "run",
        source,
        "--cycle",
        2020,
        "--skip-invalid",
        "--output",
        "out",
        "--export",
        "open-sdg",
    )
    asked = ("--input", source, "--cycle", 2020)
    for words, status in (
        (run, 1),
        (("validate", source, "--report", "out/report.xlsx"), 1),
        (("outstanding", "KEN", *asked, "--output", "out/reminders"), 0),
        (("outstanding", "../../escaped", *asked, "--output", "out/reminders"), 2),
        (("explain", "../../escaped", *asked, "--output", "out/answer.csv"), 2),
        (
            (
                "export",
                finished,
                "--to",
                "open-sdg",
                "--area",
                "../../escaped",
                "--output",
                "out/exchange",
            ),
            2,
        ),
    ):
        done = start(*words, cwd=work)
        assert done.returncode == status, done.stderr
        assert b"Traceback" not in done.stderr
    after = contents(tmp_path)
    assert {name for name in after if not name.startswith("a/b/c/out/")} == set(before)
    assert not [name for name in after if "escaped" in name]
    assert len(after) > len(before) + 5


def test_input_that_may_not_be_written(
    start: Start, small: Path, tmp_path: Path, contents: Contents
) -> None:
    source = shutil.copytree(small, tmp_path / "source")
    for path in (*source.iterdir(), source):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = contents(source)
    try:
        done = start("run", source, "--cycle", 2020, "--output", tmp_path / "out")
        assert done.returncode == 0, done.stderr
        assert contents(source) == before
    finally:
        source.chmod(0o755)


def test_no_warning_is_hidden(
    start: Start, small: Path, finished: Path, tmp_path: Path, contents: Contents
) -> None:
    formats = ("sdmx-csv", "sdmx-ml", "unsd-csv", "unsd-xlsx", "sdmx-converter", "open-sdg")
    exports = [word for name in formats for word in ("--export", name)]
    words = (
        "run",
        small,
        "--cycle",
        2020,
        "--edition",
        "2020-10",
        "--output",
        tmp_path / "out",
        *exports,
    )
    done = start(
        *words, env={"PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "2", "PYTHONDEVMODE": "1"}
    )
    assert done.returncode == 0, done.stderr
    assert b"Warning" not in done.stderr
    assert contents(tmp_path / "out") == contents(finished)


def test_the_same_bytes_under_other_surroundings(
    start: Start, small: Path, finished: Path, tmp_path: Path, contents: Contents
) -> None:
    source = shutil.copytree(small, tmp_path / "Données d'été, Ωμέγα")
    for file in source.iterdir():
        os.utime(file, (1, 1))
    formats = ("sdmx-csv", "sdmx-ml", "unsd-csv", "unsd-xlsx", "sdmx-converter", "open-sdg")
    exports = [word for name in formats for word in ("--export", name)]
    surroundings: list[dict[str, str | None]] = [
        {
            "POLARS_MAX_THREADS": "1",
            "PYTHONHASHSEED": "1",
            "TZ": "Pacific/Kiritimati",
            "LC_ALL": "C",
        },
        {
            "POLARS_MAX_THREADS": "8",
            "PYTHONHASHSEED": "2",
            "TZ": "America/Adak",
            "LC_ALL": "tr_TR.UTF-8",
            "HOME": None,
        },
    ]
    for number, env in enumerate(surroundings):
        folder = tmp_path / f"sortie é {number}"
        words = (
            "run",
            source,
            "--cycle",
            2020,
            "--edition",
            "2020-10",
            "--output",
            folder,
            *exports,
        )
        done = start(*words, env=env, cwd=tmp_path, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, done.stderr
        assert contents(folder) == contents(finished)


def test_a_reader_that_leaves_and_a_narrow_terminal(
    start: Start, command: Callable[..., list[str]]
) -> None:
    shell = f"'{sys.executable}' -m sdg1241 rules stockholm --cycle 2020 | head -1"
    done = subprocess.run(["bash", "-c", shell], cwd=ROOT, capture_output=True, check=False)  # noqa: S607
    assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr
    done = start(
        "rules",
        "stockholm",
        "--cycle",
        2020,
        env={"PYTHONIOENCODING": "ascii", "PYTHONWARNINGS": "error"},
    )
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
