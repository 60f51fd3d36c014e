"""One judge: a register is judged alike whatever its form, and cases that a lawyer could read."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from sdg1241 import Rules, load_rules, read_register, validate
from sdg1241.errors import InputError
from sdg1241.submissions import Checked
from tests.benchmarks.register import write_register

TODAY = date(2026, 10, 31)
COLUMNS = ("party", "convention", "obligation", "item", "received_on", "reference", "ended_on")
HEADER = ",".join(COLUMNS)
Rows = Sequence[Sequence[str]]
RULES = load_rules()


def text_of(rows: Rows, **options: object) -> str:
    held = io.StringIO(newline="")
    given_options: dict[str, object] = {"lineterminator": "\n", **options}
    csv.writer(held, **given_options).writerows([COLUMNS, *rows])  # type: ignore[arg-type]
    return held.getvalue()


def as_csv(folder: Path, rows: Rows) -> None:
    (folder / "submissions.csv").write_bytes(text_of(rows).encode())


def one_cell_quoted(folder: Path, rows: Rows) -> None:
    lines = text_of(rows).splitlines()
    before, reference, after = lines[-1].rsplit(",", 2)
    if '"' not in lines[-1]:
        lines[-1] = f'{before},"{reference}",{after}'
    (folder / "submissions.csv").write_bytes(("\n".join(lines) + "\n").encode())


def every_cell_quoted(folder: Path, rows: Rows) -> None:
    (folder / "submissions.csv").write_bytes(text_of(rows, quoting=csv.QUOTE_ALL).encode())


def with_crlf(folder: Path, rows: Rows) -> None:
    (folder / "submissions.csv").write_bytes(text_of(rows, lineterminator="\r\n").encode())


def in_utf16(folder: Path, rows: Rows) -> None:
    (folder / "submissions.csv").write_bytes(text_of(rows, delimiter=";").encode("utf-16"))


def frame_of(rows: Rows) -> pl.DataFrame:
    texts = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    return texts.with_columns(pl.all().replace("", None))


def as_parquet(folder: Path, rows: Rows) -> None:
    frame_of(rows).write_parquet(folder / "submissions.parquet", row_group_size=1_000)


def with_dates_in_parquet(folder: Path, rows: Rows) -> None:
    dates = pl.col("received_on", "ended_on").str.to_date("%Y-%m-%d")
    frame_of(rows).with_columns(dates).write_parquet(folder / "submissions.parquet")


def in_excel(folder: Path, rows: Rows) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("submissions")
    for row in (COLUMNS, *rows):
        sheet.append([cell or None for cell in row])
    book.save(folder / "submissions.xlsx")


OF_TEXT = [one_cell_quoted, every_cell_quoted, with_crlf, in_utf16]
FORMS = [*OF_TEXT, as_parquet, in_excel]
Form = Callable[[Path, Rows], None]


@contextmanager
def small_blocks(size: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sdg1241.tables.text.BLOCK", size)
        yield


def judged(folder: Path, rules: Rules = RULES) -> Checked:
    return validate(read_register(folder), rules, TODAY)


def said(checked: Checked) -> dict[str, list[tuple[object, ...]]]:
    """What was found, counted and accepted, without the names of file and sheet; that a file is in
    UTF-16 is said of it alone."""
    findings = checked.findings.filter(pl.col("code") != "other-encoding").drop("file", "sheet")
    return {
        "findings": sorted(findings.rows(), key=str),
        "inputs": checked.inputs.drop("file", "sheet").rows(),
        "submissions": checked.submissions.drop("file", "sheet").rows(),
    }


def holds_dates(rows: Rows) -> list[Sequence[str]]:
    """The rows whose dates are dates, or blank."""
    good = []
    for row in rows:
        try:
            [date.fromisoformat(row[at]) for at in (4, 6) if row[at]]
        except ValueError:
            continue
        good.append(row)
    return good


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """Six thousand rows, one of a hundred damaged; without rows of another shape, which only text
    can have."""
    folder = tmp_path_factory.mktemp("register")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.benchmarks.register.DAMAGED_ONE_IN", 100)
        patch.setattr("tests.benchmarks.register.OTHER_REFERENCE_ONE_IN", 50)
        path = write_register(folder, 6_000)
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if len(row) == len(COLUMNS)]
    return rows[1:] + rows[1:1_500]


def folder_of(tmp_path: Path, form: Form, rows: Rows) -> Path:
    folder = tmp_path / form.__name__
    folder.mkdir()
    form(folder, rows)
    return folder


@pytest.mark.parametrize("form", FORMS)
def test_a_register_in_another_form(form: Form, register: list[list[str]], tmp_path: Path) -> None:
    expected = judged(folder_of(tmp_path, as_csv, register))
    codes = set(expected.findings["code"])
    assert {"unknown-party", "bad-date", "ambiguous-date", "repaired", "repeated-row"} <= codes
    assert {"received-again", "other-reference", "unknown-item", "future-date"} <= codes
    folder = folder_of(tmp_path, form, register)
    checked = judged(folder)
    assert said(checked) == said(expected)
    with small_blocks(1 << 12):
        assert said(judged(folder)) == said(expected)


def test_a_register_of_typed_dates(register: list[list[str]], tmp_path: Path) -> None:
    rows = holds_dates(register)
    assert len(register) > len(rows) > 7_000
    expected = judged(folder_of(tmp_path, as_csv, rows))
    assert said(judged(folder_of(tmp_path, with_dates_in_parquet, rows))) == said(expected)


@pytest.mark.parametrize("size", [1 << 10, 1 << 12, 1 << 16])
def test_rows_of_another_shape_in_small_blocks(size: int, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.benchmarks.register.DAMAGED_ONE_IN", 50)
        write_register(tmp_path, 6_000)
    expected = judged(tmp_path)
    assert "broken-row" in set(expected.findings["code"])
    with small_blocks(size):
        assert said(judged(tmp_path)) == said(expected)


def test_texts_met_late_are_judged_like_the_others(
    register: list[list[str]], tmp_path: Path
) -> None:
    """Rare texts wait until they are many; nobody can tell that from what is found."""
    folder = folder_of(tmp_path, as_csv, register)
    expected = said(judged(folder))
    with small_blocks(1 << 12), pytest.MonkeyPatch.context() as patch:
        patch.setattr("sdg1241.submissions.judge.MANY", 25)
        assert said(judged(folder)) == expected
        patch.setattr("sdg1241.submissions.judge.FEW", 10**9)
        assert said(judged(folder)) == expected


GOOD = [
    ("KEN", "basel", "focal_point", "", "2015-01-01", "A", ""),
    ("KEN", "basel", "focal_point", "", "2015-01-01", "B", ""),
    ("KEN", "basel", "focal_point", "", "2016-02-03", "", "2017-01-01"),
    ("KEN", "basel", "contacts", "focal_point", "2014-05-06", "C", ""),
    ("UGA", "basel", "annual_report", "2015", "2016-12-01", "Décret n° 4; p. 2", ""),
    ("UGA", "basel", "annual_report", "2015", "2016-12-01", 'Note "B"', "2018-01-01"),
    ("CHE", "stockholm", "official_contact_point", "", "2010-01-01", "=1", ""),
]
DAMAGE: list[tuple[int, str]] = [
    (0, "ken"),
    (0, " KEN"),
    (0, "Kenya"),
    (0, "QZX"),
    (0, ""),
    (1, "Basel"),
    (1, "nope"),
    (1, ""),
    (2, "focal point"),
    (2, "x"),
    (2, ""),
    (3, "2150"),
    (3, "1066"),
    (4, "1.1.2016"),
    (4, "03/04/2016"),
    (4, "2016-02-30"),
    (4, "1201-01-01"),
    (4, "2199-01-01"),
    (4, ""),
    (5, " A"),
    (5, "=HYPERLINK()"),
    (6, "1999-12-31"),
    (6, "soon"),
    (6, "31.12.2019"),
]


@st.composite
def damaged_rows(draw: st.DrawFn) -> list[list[str]]:
    rows = []
    for _ in range(draw(st.integers(1, 15))):
        row = list(draw(st.sampled_from(GOOD)))
        for at, text in draw(st.lists(st.sampled_from(DAMAGE), max_size=2)):
            row[at] = text
        rows.append(row)
    return rows


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=damaged_rows(), size=st.sampled_from([64, 256]))
def test_a_damaged_register_in_every_form(
    rows: list[list[str]], size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    top = tmp_path_factory.mktemp("forms")
    # a cell that begins with "=" is text everywhere but in a workbook, where it is a formula
    expected = said(judged(folder_of(top, as_csv, rows)))
    with small_blocks(size):
        for form in [*OF_TEXT, as_parquet]:
            assert said(judged(folder_of(top, form, rows))) == expected, form.__name__
    plain = [[cell.lstrip("=") for cell in row] for row in rows]
    (top / "plain").mkdir()
    expected = said(judged(folder_of(top / "plain", as_csv, plain)))
    assert said(judged(folder_of(top, in_excel, plain))) == expected


KEN = "KEN,basel,focal_point,,"
PARTIES = "convention,party,entry_into_force,withdrawn_on\nbasel,KEN,2000-08-30,{}\n"
Write = Callable[..., Path]


def codes_of(checked: Checked) -> dict[int, list[str]]:
    """The codes of the errors and warnings of each row."""
    told = checked.findings.filter(pl.col("severity") != "note", pl.col("row").is_not_null())
    return {
        row: sorted(codes)
        for row, codes in told.group_by("row").agg("code").sort("row").iter_rows()
    }


def standing(checked: Checked) -> list[tuple[object, ...]]:
    """Row, end date and rows that it stands for, of what was accepted."""
    return sorted(checked.submissions.select("row", "ended_on", "receipts").rows(), key=str)


def accepted(checked: Checked) -> int:
    return int(checked.inputs["rows_accepted"].sum())


def judge_rows(write_input: Write, *rows: str, today: date = TODAY, **tables: str) -> Checked:
    folder = write_input(submissions="\n".join([HEADER, *rows]) + "\n", **tables)
    checked = validate(read_register(folder), RULES, today)
    assert (
        checked.submissions["receipts"].sum()
        == checked.inputs.filter(table="submissions")["rows_accepted"].sum()
    )
    return checked


@pytest.mark.parametrize("reference", ["A", " A"], ids=["in order", "with a space to repair"])
def test_a_designation_that_ended_on_the_day_it_was_received(
    reference: str, write_input: Write
) -> None:
    checked = judge_rows(write_input, f"{KEN}2015-01-02,{reference},2015-01-02")
    assert codes_of(checked) == {} and standing(checked) == [(2, date(2015, 1, 2), 1)]


def test_a_designation_that_ended_the_day_before(write_input: Write) -> None:
    checked = judge_rows(write_input, f"{KEN}2015-01-02,A,2015-01-01")
    assert codes_of(checked) == {2: ["ended-before-received"]} and standing(checked) == []


def test_the_end_of_what_cannot_end_is_ignored(write_input: Write) -> None:
    checked = judge_rows(write_input, "KEN,basel,annual_report,2015,2016-12-01,A,1999-01-01")
    assert checked.findings.filter(code="ended-on-ignored")["row"].to_list() == [2]
    assert standing(checked) == [(2, None, 1)]


@pytest.mark.parametrize(
    ("today", "codes"), [(date(2026, 10, 31), {}), (date(2026, 10, 30), {2: ["future-date"]})]
)
def test_received_today_and_tomorrow(
    today: date, codes: dict[int, list[str]], write_input: Write
) -> None:
    checked = judge_rows(write_input, f"{KEN}2026-10-31,A,", today=today)
    assert codes_of(checked) == codes and checked.submissions.height == (not codes)


def test_withdrawal_on_the_day_of_entry_into_force(write_input: Write) -> None:
    parties = PARTIES.format("2000-08-30")
    checked = judge_rows(write_input, f"{KEN}2000-08-30,A,", parties=parties)
    assert "withdrawn-before-entry" not in set(checked.findings["code"])
    assert checked.status.select("party", "withdrawn_on").rows() == [("KEN", date(2000, 8, 30))]
    checked = judge_rows(write_input, f"{KEN}2000-08-30,A,", parties=PARTIES.format("2000-08-29"))
    assert "withdrawn-before-entry" in set(checked.findings["code"])


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        ("2015-12-31", {}),
        ("2016-01-01", {2: ["after-withdrawal"]}),
        ("2000-08-30", {}),
        ("2000-08-29", {2: ["before-entry-into-force"]}),
    ],
)
def test_receipts_about_entry_and_withdrawal(
    day: str, codes: dict[int, list[str]], write_input: Write
) -> None:
    """A receipt on the day of withdrawal is a warning, and counts; so does an early one."""
    checked = judge_rows(write_input, f"{KEN}{day},A,", parties=PARTIES.format("2016-01-01"))
    assert codes_of(checked) == codes
    severities = set(checked.findings.filter(pl.col("row") == 2)["severity"])
    assert severities == ({"warning"} if codes else set())
    assert standing(checked) == [(2, None, 1)]


def test_ends_in_another_order_than_the_days_of_receipt(write_input: Write) -> None:
    """Each end date keeps its earliest receipt, and what stands keeps its own."""
    checked = judge_rows(
        write_input,
        f"{KEN}2015-03-01,C,2019-01-01",
        f"{KEN}2015-02-01,B,2018-01-01",
        f"{KEN}2015-01-01,A,2019-01-01",
        f"{KEN}2015-02-15,D,2018-01-01",
        f"{KEN}2016-01-01,E,",
        f"{KEN}2015-12-31,F,",
    )
    assert standing(checked) == [
        (3, date(2018, 1, 1), 2),
        (4, date(2019, 1, 1), 2),
        (7, None, 2),
    ]
    assert checked.submissions.sort("row")["reference"].to_list() == ["B", "A", "F"]


def test_a_designation_that_ended_stays_beside_the_one_that_stands(write_input: Write) -> None:
    checked = judge_rows(write_input, f"{KEN}2014-01-01,A,2015-01-01", f"{KEN}2016-01-01,B,")
    assert standing(checked) == [(2, date(2015, 1, 1), 1), (3, None, 1)]


def test_of_equal_receipts_the_first_row_stands(write_input: Write) -> None:
    other = "UGA,basel,focal_point,,"
    checked = judge_rows(
        write_input,
        f"{KEN}2016-01-01,Z,",
        f"{other}2015-01-01,A,2016-01-01",
        f"{other}2015-01-01,A,2016-01-01",
        f"{KEN}2015-01-01,B,",
        f"{KEN}2015-01-01,A,",
    )
    assert standing(checked) == [(3, date(2016, 1, 1), 2), (5, None, 3)]
    assert codes_of(checked) == {6: ["other-reference"]}


def test_of_equal_receipts_the_first_sheet_stands(tmp_path: Path) -> None:
    """Two filled templates of one workbook: the sheet that a person sees first comes first."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Zulu"
    second = book.create_sheet("Alpha")
    for sheet, day in ((first, "2015-01-01"), (second, "2015-01-01")):
        sheet.append(["party", "basel:focal_point"])
        sheet.append(["KEN", day])
    path = tmp_path / "submissions.xlsx"
    book.save(path)
    checked = judged(tmp_path)
    assert checked.submissions.select("sheet", "row", "receipts").rows() == [("Zulu", 2, 2)]


def test_an_obligation_may_be_written_in_two_ways(write_input: Write) -> None:
    checked = judge_rows(
        write_input, f"{KEN}2015-01-01,A,", "KEN,basel,contacts,focal_point,2015-01-01,A,"
    )
    assert standing(checked) == [(2, None, 2)]
    assert "repeated-row" in set(checked.findings["code"])


def test_another_reference_and_another_end_are_told(write_input: Write) -> None:
    checked = judge_rows(
        write_input,
        f"{KEN}2015-01-01,A,",
        f"{KEN}2015-01-01,B,",
        f"{KEN}2015-01-01,A,2016-01-01",
        f"{KEN}2015-01-01,A,",
        f"{KEN}2015-01-01,,",
    )
    told = checked.findings.filter(code="other-reference")
    assert told.select("row", "column", "value").rows() == [
        (3, "reference", "B"),
        (4, "ended_on", "2016-01-01"),
        (6, "reference", None),
    ]
    (repeated,) = checked.findings.filter(code="repeated-row")["row"]
    assert repeated == 5


@pytest.mark.parametrize("form", [as_csv, one_cell_quoted])
def test_more_rows_than_can_be_told_apart(
    form: Form, register: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path, form, register[:200])
    monkeypatch.setattr("sdg1241.submissions.judge.PLACES", 203)
    judged(folder)
    monkeypatch.setattr("sdg1241.submissions.judge.PLACES", 202)
    with pytest.raises(InputError, match="more rows than can be told apart"):
        judged(folder)


@pytest.mark.parametrize("quoted", [False, True])
def test_a_file_that_changes_while_it_is_read_is_refused(quoted: bool, tmp_path: Path) -> None:
    path = tmp_path / "submissions.csv"
    row = f"{KEN}2015-01-01,A,".replace("KEN", '"KEN"' if quoted else "KEN")
    path.write_text(f"{HEADER}\n{row}\n", "utf-8")
    register = read_register(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    with pytest.raises(InputError, match="changed while it was read"):
        validate(register, RULES, TODAY)
    path.unlink()
    with pytest.raises(InputError):
        validate(register, RULES, TODAY)


def test_a_text_that_waited_is_not_taken_for_blank(
    tmp_path: Path, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row of a fact among known ones waits; then many new ones are learnt; then it comes again,
    as in a register of which each part is about another Party."""
    years = range(1995, 2015)
    kenya = [f"KEN,basel,annual_report,{y},2020-03-01,N-{y}" for y in years] * 20
    waits = "UGA,basel,focal_point,,2020-03-02,U"
    others = [f"{p},basel,annual_report,{y},2020-03-01,N" for p in ("CHE", "FRA") for y in years]
    lines = [*kenya, waits, *kenya[:200], *others * 3, *[waits] * 300]
    header = "party,convention,obligation,item,received_on,reference"
    (tmp_path / "submissions.csv").write_text("\n".join([header, *lines]) + "\n", "utf-8")
    expected = validate(read_register(tmp_path), rules, TODAY)
    assert expected.inputs["rows_accepted"].item() == len(lines)
    monkeypatch.setattr("sdg1241.tables.text.BLOCK", 1 << 12)
    monkeypatch.setattr("sdg1241.submissions.judge.MANY", 20)
    judged = validate(read_register(tmp_path), rules, TODAY)
    assert judged.findings.equals(expected.findings)
    assert judged.submissions.equals(expected.submissions)
