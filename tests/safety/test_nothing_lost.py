"""No command replaces an input, and none replaces what another wrote: told in one line, through
the program as a user starts it."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from sdg1241 import read_run

ROOT = Path(__file__).resolve().parents[2]
FEEDS = ROOT / "tests" / "imports" / "feeds"
Start = Callable[..., "subprocess.CompletedProcess[bytes]"]
Contents = Callable[[Path], dict[str, str]]
HEADER = "party,convention,obligation,item,received_on\n"
BAD = HEADER + "KEN,basel,annual_report,2016,2017-13-02\n"


def refused(done: "subprocess.CompletedProcess[bytes]", *words: str) -> None:
    """One line on stderr with these words, and status 2."""
    said = done.stderr.decode()
    assert done.returncode == 2, said
    assert said.startswith("Error: ") and said.count("\n") == 1, said
    for word in words:
        assert word in said, said


@pytest.fixture
def source(small: Path, tmp_path: Path) -> Path:
    """An input folder that may be spoiled."""
    return shutil.copytree(small, tmp_path / "source")


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    """The folder of a finished run, cycle 2020, edition 2020-10, with its exports."""
    return shutil.copytree(finished, tmp_path / "run")


def again(source: Path, folder: Path, *more: object) -> tuple[object, ...]:
    return ("run", source, "--cycle", 2020, "--edition", "2020-10", "--output", folder, *more)


# ---- Inputs ----

ANSWERS = {
    "explain": "explain KEN basel --input {source} --cycle 2020 --output {output}",
    "outstanding": "outstanding KEN --input {source} --cycle 2020 --output {output}",
    "what-if": (
        "what-if --input {source} --cycle 2020 --rule sample_data/what_if.toml --output {output}"
    ),
    "reconcile": "reconcile --input {source} --cycle 2020 --published 2020-10 --output {output}",
    "completeness": "completeness {source} --cycle 2020 --output {output}",
    "met": "met {source} --cycle 2020 --output {output}",
}


@pytest.mark.parametrize("words", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_goes_neither_onto_an_input_nor_into_its_folder(
    start: Start, source: Path, tmp_path: Path, contents: Contents, words: str
) -> None:
    linked, other = tmp_path / "linked.csv", tmp_path / "other name"
    os.link(source / "parties.csv", linked)
    other.symlink_to(source)
    before = contents(source)
    places = {
        source / "submissions.csv": "is the input itself",
        source / ".." / "source" / "parties.csv": "is the input itself",
        other / "submissions.csv": "is the input itself",
        linked: "is the input itself",
        source / "answer.csv": "is inside",
        other / "answer.csv": "is inside",
    }
    for output, said in places.items():
        for force in ((), ("--force",)):
            given = [w.format(source=source, output=output) for w in words.split()]
            refused(start(*given, *force), said)
    assert contents(source) == before


def test_reminders_do_not_go_into_the_folder_of_the_input(start: Start, source: Path) -> None:
    asked = ("outstanding", "KEN", "--cycle", 2020, "--input")
    refused(start(*asked, source, "--output", source), "is inside")
    refused(start(*asked, source / "submissions.csv", "--output", source), "folder of the input")


def test_what_is_read_beside_the_register_is_an_input_too(
    start: Start, source: Path, folder: Path, tmp_path: Path, contents: Contents
) -> None:
    for name, words in {
        "published.csv": ("reconcile", "--input", source, "--cycle", 2020, "--published"),
        "rule.csv": ("what-if", "--input", source, "--cycle", 2020, "--rule"),
    }.items():
        mine = tmp_path / name
        mine.write_text("mine", "utf-8")
        refused(start(*words, mine, "--output", mine, "--force"), "is the input itself")
        assert mine.read_text("utf-8") == "mine"
    before = contents(folder)
    for output in (folder / "scores.csv", folder / "new.csv"):
        refused(start("compare", folder, folder, "--output", output, "--force"), str(output))
    assert contents(folder) == before
    feed = shutil.copy(FEEDS / "invented_plans.json", tmp_path / "plans.json")
    os.link(feed, tmp_path / "plans.csv")
    words = ("import", "informea", feed, "--output", tmp_path / "plans.csv", "--force")
    refused(start(*words), "is the input itself")
    report = ("validate", source, "--report", source / "parties.csv", "--force")
    refused(start(*report), "is the input itself")


def test_the_folder_of_the_input_is_no_output(
    start: Start, source: Path, folder: Path, contents: Contents, tmp_path: Path
) -> None:
    before = contents(source)
    refused(start(*again(source, source, "--force")), "is the folder of the input")
    refused(start(*again(source / "submissions.csv", source)), "is the folder of the input")
    refused(start(*again(source, folder, "--previous", folder)), "is the folder of the input")
    linked = tmp_path / "linked"
    linked.mkdir()
    os.link(source / "submissions.csv", linked / "scores.csv")
    refused(start(*again(source, linked, "--force")), "scores.csv is an input of this command")
    (tmp_path / "other").symlink_to(source)
    refused(start(*again(source, tmp_path / "other")), "is the folder of the input")
    assert contents(source) == before


@pytest.mark.parametrize(
    "words",
    [
        "run sample_data/2020 --cycle 2020 --output",
        "outstanding KEN --input sample_data/2020 --cycle 2020 --output",
        "explain KEN --input sample_data/2020 --cycle 2020 --output",
        "template basel --cycle 2020 --output",
        "validate sample_data/2020 --report",
    ],
)
def test_a_blank_place_is_wrong_usage(start: Start, tmp_path: Path, words: str) -> None:
    done = start(*words.split(), "", cwd=tmp_path, env={"PYTHONPATH": str(ROOT)})
    assert done.returncode == 2
    assert b"is blank" in done.stderr
    assert list(tmp_path.iterdir()) == []


# ---- Single files ----


def test_a_file_that_exists_is_kept_unless_it_holds_these_bytes(
    start: Start, source: Path, finished: Path, tmp_path: Path
) -> None:
    asked = ("--input", source, "--cycle", 2020)
    rule = ("--rule", "sample_data/what_if.toml")
    feed = FEEDS / "invented_plans.json"
    for number, words in enumerate(
        [
            ("explain", "KEN", *asked, "--output"),
            ("outstanding", "KEN", *asked, "--as-of", "2020-06-30", "--output"),
            ("what-if", *asked, *rule, "--output"),
            ("reconcile", *asked, "--published", "2020-10", "--output"),
            ("rules", "basel", "--output"),
            ("compare", finished, finished, "--output"),
            ("validate", source, "--report"),
            ("template", "basel", "--cycle", 2020, "--parties", "KEN", "--output"),
            ("import", "informea", feed, "--output"),
            ("import", "informea", feed, "--output", tmp_path / "submissions.csv", "--findings"),
        ]
    ):
        path = tmp_path / f"answer_{number}.xlsx"
        path.write_bytes(b"mine")
        refused(start(*words, path), "exists", "--force")
        assert path.read_bytes() == b"mine"
        assert start(*words, path, "--force").returncode in (0, 1)
        written = path.read_bytes()
        assert written != b"mine"
        at = path.stat().st_mtime_ns
        assert start(*words, path).returncode in (0, 1)
        assert (path.read_bytes(), path.stat().st_mtime_ns) == (written, at)


def test_a_filled_template_is_named(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "basel.xlsx"
    words = ("template", "basel", "--cycle", 2020, "--output", path, "--parties")
    assert start(*words, "KEN").returncode == 0
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    [row] = [r[0].row for r in sheet.iter_rows() if r[0].value == "KEN"]
    sheet.cell(row, 3).value = "2016-05-01"
    sheet.cell(row, 4).value = "2016-05-02"
    book.save(path)
    filled = path.read_bytes()
    refused(start(*words, "KEN"), "is a filled template (2 cells)", "--force")
    assert path.read_bytes() == filled
    assert start(*words, "KEN,UGA", "--force").returncode == 0
    refused(start(*words, "KEN"), "exists, so it is not replaced")  # another one, not filled


def test_an_import_that_took_nothing_over_writes_no_table(start: Start, tmp_path: Path) -> None:
    feed, output = tmp_path / "feed.json", tmp_path / "submissions.csv"
    feed.write_text('{"d": {"results": []}}', "utf-8")
    output.write_text("mine", "utf-8")
    for force in ((), ("--force",)):
        done = start("import", "informea", feed, "--output", output, *force)
        assert done.returncode == 0, done.stderr
        assert b"Nothing could be taken over" in done.stderr
        assert output.read_text("utf-8") == "mine"


def test_a_report_keeps_the_permissions_of_what_it_replaces(
    start: Start, source: Path, tmp_path: Path
) -> None:
    report, reminders = tmp_path / "report.csv", tmp_path / "reminders"
    report.write_text("earlier", "utf-8")
    report.chmod(0o640)
    assert start("validate", source, "--report", report, "--force").returncode == 0
    assert report.stat().st_mode & 0o777 == 0o640
    for day in ("2020-06-30", "2020-07-01"):
        words = ("outstanding", "KEN", "--input", source, "--cycle", 2020, "--as-of", day)
        assert start(*words, "--output", reminders).returncode == 0
        (reminders / "outstanding_KEN_2020.xlsx").chmod(0o600)
    assert start(*words[:-1], "2020-07-02", "--output", reminders).returncode == 0
    assert (reminders / "outstanding_KEN_2020.xlsx").stat().st_mode & 0o777 == 0o600


# ---- Folders of runs ----

STRANGERS = ("audit.csv", "sdg_12_4_1_briefing.xlsx", "exchange/letter.txt")


@pytest.mark.parametrize("name", STRANGERS)
def test_a_file_of_another_origin_stops_the_run(
    start: Start, source: Path, folder: Path, contents: Contents, name: str
) -> None:
    (folder / name).write_text("mine", "utf-8")
    if name == "audit.csv":
        (folder / "run.json").unlink()  # so that no record lists it
    before = contents(folder)
    refused(start(*again(source, folder)), name, "of another origin", "--force")
    assert contents(folder) == before
    assert start(*again(source, folder, "--force")).returncode == 0
    if name in STRANGERS[1:]:  # nothing that no record lists is ever removed
        assert (folder / name).read_text("utf-8") == "mine"
    assert read_run(folder).cycle == 2020


@pytest.mark.parametrize("name", ["scores.csv", "exchange/sdg_12_4_1_2020_unsd.csv"])
def test_an_output_that_a_person_altered_stops_the_run(
    start: Start, source: Path, folder: Path, contents: Contents, name: str
) -> None:
    (folder / name).write_text("corrected by hand", "utf-8")
    before = contents(folder)
    refused(start(*again(source, folder)), f"{name} was altered since", "--force")
    if name.startswith("exchange"):
        refused(start("export", folder, "--to", "unsd-csv"), "sdg_12_4_1_2020_unsd.csv was altered")
    assert contents(folder) == before
    assert start(*again(source, folder, "--force")).returncode == 0
    assert "corrected by hand" not in (folder / "scores.csv").read_text("utf-8")
    assert not (folder / "exchange").exists()


def test_the_same_cycle_and_edition_again_is_no_question(
    start: Start, source: Path, folder: Path, contents: Contents
) -> None:
    more = ("--as-of", "2019-01-01", "--language", "fr")
    assert start(*again(source, folder, *more)).returncode == 0
    (source / "submissions.csv").write_text(HEADER + "KEN,basel,annual_report,2017,2018-01-02\n")
    assert start(*again(source, folder)).returncode == 0
    assert not (folder / "exchange").exists(), "stale exports went with their run"
    assert not [name for name in contents(folder) if name.startswith(".")]


def test_another_cycle_or_edition_is_asked_about(
    start: Start, source: Path, folder: Path, contents: Contents
) -> None:
    before = contents(folder)
    for words in (("--cycle", 2015), ("--cycle", 2020)):
        done = start("run", source, *words, "--output", folder)
        refused(done, "holds the run of cycle 2020, edition 2020-10", "--force")
    assert contents(folder) == before
    assert start("run", source, "--cycle", 2015, "--output", folder, "--force").returncode == 0
    assert read_run(folder).cycle == 2015
    assert not (folder / "sdg_12_4_1_2020.xlsx").exists()


def test_what_is_exported_is_listed_there(
    start: Start, folder: Path, contents: Contents, tmp_path: Path
) -> None:
    record = json.loads((folder / "exchange" / "record.json").read_text("utf-8"))
    sums = {entry["file"]: entry["sha256"] for entry in record["outputs"]}
    there = contents(folder / "exchange")
    assert sums == {name: total for name, total in there.items() if name != "record.json"}
    letter = folder / "exchange" / "letter.txt"
    letter.write_text("mine", "utf-8")
    assert start("export", folder, "--to", "unsd-csv").returncode == 0, "it is in nobody's way"
    elsewhere = ("export", folder, "--to", "unsd-csv", "--output", tmp_path / "delivery")
    assert start(*elsewhere).returncode == 0
    assert start(*elsewhere).returncode == 0, "the same bytes"
    (tmp_path / "delivery" / "sdg_12_4_1_2020_unsd.csv").write_text("mine", "utf-8")
    refused(start(*elsewhere), "exists", "--force")


# ---- An input that is refused ----


def test_a_refused_input_leaves_the_earlier_run_whole(
    start: Start, source: Path, folder: Path, contents: Contents, tmp_path: Path
) -> None:
    before, good = contents(folder), (source / "submissions.csv").read_text("utf-8")
    (source / "submissions.csv").write_text(BAD, "utf-8")
    done = start(*again(source, folder))
    assert done.returncode == 1
    assert str(folder / "refused" / "findings.csv") in done.stderr.decode()
    after = contents(folder)
    assert set(after) - set(before) == {"refused/findings.csv", "refused/record.json"}
    assert before.items() <= after.items()
    record = json.loads((folder / "refused" / "record.json").read_text("utf-8"))
    assert (record["cycle"], record["edition"]) == (2020, "2020-10")
    assert {entry["file"] for entry in record["inputs"]} == {"submissions.csv", "parties.csv"}
    assert record["findings"]["error"] == 1

    (source / "submissions.csv").write_text(good, "utf-8")
    for words in (
        ("export", folder, "--to", "unsd-csv"),
        ("compare", folder, folder),
        again(source, tmp_path / "new", "--previous", folder),
    ):
        done = start(*words)
        assert done.returncode == 0, done.stderr
        assert b"a later input was refused" in done.stderr
    assert start(*again(source, folder)).returncode == 0
    assert not (folder / "refused").exists()
    assert b"refused" not in start("compare", folder, folder).stderr


def test_a_refused_input_in_a_fresh_folder(
    start: Start, source: Path, tmp_path: Path, contents: Contents
) -> None:
    good = (source / "submissions.csv").read_text("utf-8")
    (source / "submissions.csv").write_text(BAD, "utf-8")
    for _ in "ab":
        assert start(*again(source, tmp_path / "out")).returncode == 1
        assert set(contents(tmp_path / "out")) == {"refused/findings.csv", "refused/record.json"}
    (source / "submissions.csv").write_text(good, "utf-8")
    assert start(*again(source, tmp_path / "out")).returncode == 0
    assert not (tmp_path / "out" / "refused").exists()


# ---- Reminders ----


def test_reminders_of_another_origin_or_filled_since_are_kept(
    start: Start, source: Path, tmp_path: Path, contents: Contents
) -> None:
    folder = tmp_path / "reminders"
    words = ("outstanding", "--all", "--input", source, "--cycle", 2020, "--output", folder)
    assert start(*words, "--as-of", "2020-06-30").returncode == 0
    assert start(*words, "--as-of", "2020-07-01").returncode == 0, "its own are replaced"
    filled = folder / "outstanding_KEN_2020.xlsx"
    filled.write_bytes(b"filled in by Kenya")
    before = contents(folder)
    refused(start(*words, "--as-of", "2020-07-02"), "outstanding_KEN_2020.xlsx was altered since")
    assert contents(folder) == before
    assert start(*words, "--as-of", "2020-07-02", "--force").returncode == 0
    other = tmp_path / "other"
    other.mkdir()
    (other / "outstanding_KEN_2020.xlsx").write_bytes(b"mine")
    refused(start(*words[:-1], other), "outstanding_KEN_2020.xlsx is of another origin")
