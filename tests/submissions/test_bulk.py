"""A large file read piece by piece gives the findings, counts and scores that it gives when it is
read at once."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sdg1241 import Rules, Run, compute, read_register, validate
from sdg1241.answers import explain
from sdg1241.errors import InputError
from sdg1241.exports.report import report_bytes
from sdg1241.submissions import Checked, bulk, checks, pieces, repeats
from sdg1241.submissions.bulk import read_bulk, table_of
from sdg1241.submissions.pieces import IrregularError
from tests.benchmarks.register import write_register

TODAY = date(2026, 10, 31)
HEADER = "party,convention,obligation,item,received_on,reference,ended_on"
KEN = "KEN,basel,focal_point,,2015-01-01"
COLUMNS = ["row", *checks.FACT, "received_on", "reference", "ended_on"]


@contextmanager
def piece_by_piece() -> Iterator[None]:
    """Every plain CSV file is large."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "LARGE", 0)
        yield


def assert_same(folder: Path, rules: Rules) -> None:
    checked = validate(read_register(folder), rules, TODAY)
    with piece_by_piece():
        large = validate(register := read_register(folder), rules, TODAY)
    (source,) = (s for s in register.sources if s.table == "submissions")
    read_bulk(source, rules, large.status, TODAY)  # it did not leave the file to the other reader
    assert large.findings.rows() == checked.findings.rows()
    assert large.inputs.rows() == checked.inputs.rows()
    assert earliest(large.submissions) == earliest(checked.submissions)
    assert received(large) == received(checked)


def earliest(rows: pl.DataFrame) -> list[tuple[object, ...]]:
    """What scoring can tell apart: an end counts only where a designation lapses."""
    rows = rows.sort("received_on", "row")
    return (
        rows.unique((*checks.FACT, "ended_on"), keep="first", maintain_order=True)
        .sort("row")
        .select(COLUMNS)
        .rows()
    )


def received(checked: Checked) -> list[tuple[object, ...]]:
    return (
        checked.submissions.group_by(checks.FACT)
        .agg(pl.col("receipts").sum())
        .sort(checks.FACT)
        .rows()
    )


@pytest.mark.parametrize("size", [1 << 12, 1 << 16, 8 << 20])
def test_a_damaged_register(
    size: int, rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", size)
    write_register(tmp_path, 20_000)
    assert_same(tmp_path, rules)


@pytest.mark.parametrize(
    "rows",
    [
        [f"{KEN},A,"],
        [f"{KEN},A,2016-01-01", f"{KEN},A,"],
        [f"{KEN},A,", f"{KEN},B,", f"{KEN},A,"],
        ["KEN,basel,contacts,focal_point,2015-01-01,A,", " ken ,Basel,focal_point,,1.1.2016, A ,"],
        [
            "KEN,basel,annual_report,2150,2015-01-01,A,",
            "KEN,basel,annual_report,2015,2015-01-01,A,2016-01-01",
        ],
        [
            "KEN,basel,focal_point,,1985-01-01,A,",
            "",
            f"{KEN},A",
            ",,,,,,",
            "Türkiye,basel,focal_point,,2015-01-01,é,",
        ],
        [f"{KEN},A,,x", f"{KEN},=1,", "QQQ,nope,x,y,z,,1850-01-01"],
        [f"{KEN},\vA,", f"{KEN},A,"],
    ],
)
def test_rows_with_something_to_say(
    rows: list[str], rules: Rules, write_input: Callable[..., Path]
) -> None:
    assert_same(write_input(submissions="\n".join([HEADER, *rows]) + "\n"), rules)


def test_beside_the_other_tables(rules: Rules, write_input: Callable[..., Path]) -> None:
    parties = "convention,party,entry_into_force,withdrawn_on\nbasel,KEN,2000-08-30,2016-01-01\nstockholm,KEN,2004-12-23,\n"
    rows = [
        f"{KEN},A,",
        "KEN,basel,focal_point,,2016-05-01,A,",
        "UGA,basel,focal_point,,2015-01-01,A,",
    ]
    assert_same(
        write_input(
            submissions="\n".join([f"{HEADER},extra", *(f"{r},z" for r in rows)]), parties=parties
        ),
        rules,
    )


@pytest.mark.parametrize(
    "text",
    [f'"KEN"{KEN[3:]},A,', f"{KEN},A,,", f"{KEN},A,\n , ,,,,,", f"{KEN},A,\n\1", f"{KEN},A\r,"],
)
def test_another_reader_takes_what_is_irregular(
    text: str, rules: Rules, write_input: Callable[..., Path]
) -> None:
    folder = write_input(submissions=f"{HEADER}\n{text}\n")
    status = rules.reference.party_status.with_columns(withdrawn_on=pl.lit(None, pl.Date))
    with pytest.raises(IrregularError):
        read_bulk(table_of(folder / "submissions.csv"), rules, status, TODAY)
    expected = validate(read_register(folder), rules, TODAY)
    with piece_by_piece():
        checked = validate(read_register(folder), rules, TODAY)
    assert checked.findings.equals(expected.findings)
    assert checked.submissions.equals(expected.submissions)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no,such\n1,2\n",
        "party;x\n" + HEADER + "\n",
        "<html>\n",
        '"party",convention\n',
        "party",
    ],
)
def test_a_header_that_is_not_plain(text: str, write_input: Callable[..., Path]) -> None:
    with pytest.raises(IrregularError):
        table_of(write_input(submissions=text) / "submissions.csv")


@pytest.mark.parametrize("today", [date(2100, 1, 1), date(2026, 10, 31)])
def test_more_than_a_number_holds(
    today: date, rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_register(tmp_path, 1_000)
    expected = validate(read_register(tmp_path), rules, today)
    if today == TODAY:
        monkeypatch.setattr(bulk, "ROW", 900)
    with piece_by_piece():
        checked = validate(read_register(tmp_path), rules, today)
    assert checked.submissions.equals(expected.submissions)


def test_too_many_facts(rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_register(tmp_path, 1_000)
    monkeypatch.setattr("sdg1241.submissions.facts.MOST_FACTS", 1_000)
    status = rules.reference.party_status.with_columns(withdrawn_on=pl.lit(None, pl.Date))
    with pytest.raises(IrregularError):
        read_bulk(table_of(tmp_path / "submissions.csv"), rules, status, TODAY)
    assert repeats.MOST_FACTS == 2**20


def test_the_same_run(
    rules: Rules, tmp_path: Path, write_quickly: Callable[[Path, Run], Path]
) -> None:
    """From the file to the folder: every table and the whole of run.json, and every answer about a
    Party."""
    write_register(tmp_path / "in", 20_000)

    def done(name: str) -> tuple[Run, dict[str, bytes]]:
        run = compute(tmp_path / "in", 2020, today=TODAY, skip_invalid=True)
        folder = write_quickly(tmp_path / name, run)
        return run, {p.name: p.read_bytes() for p in folder.iterdir()}

    one, expected = done("one")
    with piece_by_piece():
        other, files = done("other")
    assert files == expected
    assert any(
        t["rows_rejected"] for i in json.loads(files["run.json"])["inputs"] for t in i["tables"]
    )
    for party in ("KEN", "USA"):
        explained = [explain(r.checked, r.scored, r.indicator, rules, party) for r in (one, other)]
        assert explained[0].items.equals(explained[1].items)
        assert explained[0].standing.equals(explained[1].standing)


def test_a_report_without_a_copy(
    rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdg1241.exports.report.LARGEST_COPY", 1 << 10)
    write_register(tmp_path, 1_000)
    with piece_by_piece():
        register = read_register(tmp_path)
        checked = validate(register, rules, TODAY)
    assert report_bytes(register, checked.findings).startswith(b"PK")


@pytest.mark.parametrize(
    "added", [KEN, '"KEN",basel,focal_point,,2015-01-01'], ids=["regular", "left to the other"]
)
def test_a_file_that_changes_while_it_is_read_is_refused(
    added: str, rules: Rules, tmp_path: Path
) -> None:
    path = tmp_path / "submissions.csv"
    path.write_text("party,convention,obligation,item,received_on\n" + KEN + "\n", "utf-8")
    with piece_by_piece():
        register = read_register(tmp_path)
        with path.open("a", encoding="utf-8") as file:
            file.write(added + "\n")
        with pytest.raises(InputError, match="changed while it was read"):
            validate(register, rules, TODAY)
        path.unlink()
        with pytest.raises(InputError):
            validate(register, rules, TODAY)
