"""What a run says of its input: conventions without a row, and receipts that count nowhere."""

from datetime import date
from pathlib import Path

import pytest

from sdg1241 import load_rules, read_register, validate
from sdg1241.compute import compute
from sdg1241.scoring import notices, score

RULES = load_rules()
TODAY = date(2026, 10, 1)
HEADER = "party,convention,obligation,item,received_on,ended_on\n"
PARTIES = (
    "convention,party,entry_into_force,withdrawn_on\n"
    "basel,KEN,2000-08-30,\n"
    "basel,UGA,2021-03-01,\n"
    "basel,TZA,1993-07-06,2018-06-30\n"
    "rotterdam,KEN,2005-05-04,\n"
)


def messages(folder: Path, rows: str, as_of: date | None = None, cycle: int = 2020) -> list[str]:
    (folder / "submissions.csv").write_text(HEADER + rows, "utf-8")
    (folder / "parties.csv").write_text(PARTIES, "utf-8")
    checked = validate(read_register(folder), RULES, TODAY)
    assert checked.inputs["rows_rejected"].sum() == 0, checked.findings
    scored = score(checked, RULES, cycle, as_of=as_of)
    found = notices(checked, scored, RULES).filter(code="counts-nowhere")
    return found["message"].to_list()


def test_a_convention_with_parties_and_without_a_row_is_named(tmp_path: Path) -> None:
    (tmp_path / "submissions.csv").write_text(HEADER + "KEN,basel,annual_report,2015,2016-01-01,\n")
    (tmp_path / "parties.csv").write_text(PARTIES, "utf-8")
    found = compute(tmp_path, 2020, today=TODAY).checked.findings
    told = found.filter(code="convention-without-rows")
    assert told["message"].to_list() == [
        "The register has no row of the Rotterdam Convention: each of its Parties in the cycle (1)"
        " gets 0"
    ]
    chosen = compute(tmp_path, 2020, today=TODAY, conventions=["basel"])
    assert chosen.checked.findings.filter(code="convention-without-rows").is_empty()


def test_what_every_cycle_counts_is_silent(tmp_path: Path) -> None:
    rows = "KEN,basel,annual_report,2015,2016-12-31,\nKEN,basel,annual_report,2021,2022-12-31,\n"
    assert messages(tmp_path, rows) == []  # 2021 is of the next cycle


def test_a_report_of_a_state_that_is_no_party_yet(tmp_path: Path) -> None:
    rows = "UGA,basel,annual_report,2018,2019-06-01,\nUGA,basel,annual_report,2019,2020-06-01,\n"
    assert messages(tmp_path, rows) == [
        "Basel Convention: rows of UGA that count nowhere, worth 2 points: 2 (submissions.csv row 2,"
        " submissions.csv row 3): the State is no Party at the period's end, 2019-12-31"
    ]


def test_of_a_state_that_left(tmp_path: Path) -> None:
    rows = "TZA,basel,annual_report,2015,2016-06-01,\n"
    assert len(messages(tmp_path, rows)) == 1
    assert messages(tmp_path, rows, cycle=2015) == []  # it was a Party then; 2015 is not asked


def test_contacts_of_a_state_that_joined_later_are_of_a_later_cycle(tmp_path: Path) -> None:
    rows = "UGA,basel,focal_point,,2022-06-01,\nUGA,basel,competent_authority,,2022-06-01,\n"
    assert messages(tmp_path, rows) == []


def test_contacts_after_the_period_are_said_where_the_party_lacks_them(tmp_path: Path) -> None:
    late = "KEN,basel,focal_point,,2020-02-01,\nKEN,basel,competent_authority,,2020-01-01,\n"
    assert messages(tmp_path, late) == [
        "Basel Convention: rows of KEN that count nowhere, worth 1 points: 2 (submissions.csv row 2,"
        " submissions.csv row 3): received after 2019-12-31"
    ]
    again = "KEN,basel,focal_point,,2010-02-01,\nKEN,basel,competent_authority,,2010-01-01,\n"
    assert messages(tmp_path, again + late) == []


def test_one_role_alone_would_have_earned_nothing(tmp_path: Path) -> None:
    [said] = messages(tmp_path, "KEN,basel,focal_point,,2020-02-01,\n")
    assert "worth 0 points: 1 " in said


def test_a_designation_that_ended_without_another(tmp_path: Path) -> None:
    [said] = messages(tmp_path, "KEN,basel,focal_point,,2010-02-01,2018-01-01\n")
    assert said.endswith("ended by 2019-12-31")


def test_a_report_that_no_cycle_asks_for(tmp_path: Path) -> None:
    [said] = messages(tmp_path, "KEN,basel,annual_report,2004,2005-02-01,\n")
    assert said.endswith("no cycle asks for them")


def test_after_the_as_of_date(tmp_path: Path) -> None:
    rows = "KEN,basel,annual_report,2015,2016-12-31,\nKEN,basel,annual_report,2016,2017-12-31,\n"
    [said] = messages(tmp_path, rows, as_of=date(2017, 6, 30))
    assert "worth 1 points: 1 (submissions.csv row 3): received after 2017-06-30" in said


@pytest.mark.parametrize("cycle", [2015, 2020])
def test_the_samples_have_no_such_receipt(cycle: int) -> None:
    sample = Path(__file__).parents[2] / "sample_data" / str(cycle)
    found = compute(sample, cycle).checked.findings
    assert found.filter(code="counts-nowhere").is_empty()
