"""Tables of Party status as depositaries and secretariats publish them become parties.csv, and what
is not certain is a finding."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from sdg1241 import Rules
from sdg1241.errors import InputError, UsageError
from sdg1241.imports import ImportedParties, import_parties
from sdg1241.imports.status_dates import Dated, read_dated
from sdg1241.imports.status_words import status_words, without_notes
from sdg1241.submissions import table_schema
from sdg1241.submissions.schemas import pandera_schema

STATUS = Path(__file__).parent / "status"
TODAY = date(2026, 11, 1)
Read = Callable[..., ImportedParties]
HEAD = "Participant,Signature,Ratification,Entry into force\n"


@pytest.fixture
def read(rules: Rules, tmp_path: Path) -> Read:
    """`read("Participant,...", name="basel.csv")`: import one table from its text."""

    def imported(text: str, name: str = "basel.csv", **options: Any) -> ImportedParties:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return import_parties([path], rules, today=TODAY, **options)

    return imported


def codes(imported: ImportedParties) -> list[str]:
    """Codes of the findings on rows, in order."""
    rows = imported.findings.filter(pl.col("code") != "status-not-given")
    return rows["code"].to_list()


def status(imported: ImportedParties) -> list[tuple[Any, ...]]:
    return imported.parties.select("convention", "party", "entry_into_force").rows()


# ---- Whole tables ----


def test_a_depositary_s_table_gives_the_entry_into_force_by_the_treaty_s_rule(rules: Rules) -> None:
    imported = import_parties([STATUS / "basel_depositary.csv"], rules, today=TODAY)
    assert status(imported) == [
        ("basel", "CHN", date(1992, 5, 5)),  # deposited before the twentieth instrument
        ("basel", "EUE", date(1994, 5, 8)),
        ("basel", "FIN", date(1992, 5, 5)),
        ("basel", "KEN", date(2000, 8, 30)),
        ("basel", "UGA", date(1999, 6, 9)),
    ]
    assert codes(imported) == ["status-not-a-party"]  # Haiti has signed alone
    assert (imported.read, imported.accepted, imported.rejected) == (6, 5, 1)
    assert imported.not_parties == 1


def test_a_secretariat_s_table_gives_the_entry_into_force_itself(rules: Rules) -> None:
    imported = import_parties([STATUS / "rotterdam_secretariat.csv"], rules, today=TODAY)
    assert status(imported) == [
        ("rotterdam", "CIV", date(2004, 4, 19)),
        ("rotterdam", "KEN", date(2005, 5, 4)),
        ("rotterdam", "LAO", date(2010, 12, 20)),
    ]
    assert codes(imported) == []


def test_country_profiles_of_informea_are_read_in_their_forms(rules: Rules) -> None:
    imported = import_parties([STATUS / "profiles.json"], rules, today=TODAY)
    assert status(imported) == [
        ("minamata", "KEN", date(2018, 1, 1)),
        ("minamata", "SEN", date(2017, 8, 16)),
        ("stockholm", "GHA", date(2004, 5, 17)),
    ]
    assert sorted(codes(imported)) == ["informea-outside", "status-not-a-party"]
    figures = (imported.read, imported.accepted, imported.not_parties, imported.other_treaties)
    assert figures == (5, 3, 1, 1)


def test_files_of_all_kinds_make_one_table(rules: Rules) -> None:
    imported = import_parties(sorted(STATUS.iterdir()), rules, today=TODAY)
    given = imported.findings.filter(pl.col("code") == "status-not-given")
    assert given["value"].to_list() == ["montreal"]
    assert imported.parties.columns == table_schema("parties").columns
    assert imported.parties.height == imported.accepted == 11
    pandera_schema("parties").validate(imported.parties, lazy=True)


def workbook(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    book, data = Workbook(), BytesIO()
    for number, (name, rows) in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = name
        for row in rows:
            sheet.append(row)
    book.save(data)
    return data.getvalue()


def test_a_workbook_has_titles_footnotes_and_a_sheet_for_each_convention(
    rules: Rules, tmp_path: Path
) -> None:
    path = tmp_path / "status.xlsx"
    basel = [
        ["Basel Convention, status of 1 November 2026"],
        [],
        ["Participant 1", "Signature 2", "Ratification, Accession (a) 3"],
        ["Viet Nam 4", None, "13 Mar 1995 a"],
        ["Netherlands (Kingdom of the) 5, 6", date(1989, 3, 22), "16 Apr 1993 A"],
    ]
    montreal = [
        ["Party", "Signature", "Deposit", "Entry into force", "Withdrawal"],
        ["Malta", date(1988, 9, 15), date(1988, 12, 29), None, None],
        ["Australia", date(1988, 6, 8), date(1989, 5, 19), date(1989, 8, 17), None],
    ]
    path.write_bytes(workbook(("1", basel), ("Montreal", montreal), ("Notes", [["Nothing"]])))
    imported = import_parties([path], rules, today=TODAY)
    assert status(imported) == [
        ("basel", "NLD", date(1993, 7, 15)),
        ("basel", "VNM", date(1995, 6, 11)),
        ("montreal", "AUS", date(1989, 8, 17)),
        ("montreal", "MLT", date(1989, 1, 1)),  # bound with the Protocol itself
    ]
    assert codes(imported) == []


# ---- Which columns ----

HEADINGS = [
    ("Party", "entry into force"),
    ("Country", "EIF"),
    ("STATE 3", "Date of Entry into Force 4"),
    ("Contracting Party", "Party since"),
    ("ISO3", "Entered into force on"),
    ("Pays", "Entrée en vigueur"),
    ("País", "Fecha de entrada en vigor"),
]


@pytest.mark.parametrize(("party", "entry"), HEADINGS)
def test_headings_in_usual_spellings_are_known(rules: Rules, party: str, entry: str) -> None:
    assert status_words().columns([party, entry]) == {"party": [0], "entry_into_force": [1]}


DEPOSITS = [
    "Ratification, Acceptance(A), Approval(AA), Accession(a), Succession(d)",
    "Definitive signature(s), Ratification, Acceptance(A), Accession(a)",
    "Ratification/Acceptance/Approval/Accession/Succession",
    "Date of deposit of instrument of ratification",
    "Ratifié / adhésion",
]


@pytest.mark.parametrize("heading", DEPOSITS)
def test_headings_of_deposits_are_told_from_signatures(rules: Rules, heading: str) -> None:
    found = status_words().columns(
        ["Participant", "Signature, Succession to signature(d)", heading]
    )
    assert found == {"party": [0], "signed": [1], "deposited": [2]}


def test_a_column_for_each_instrument_is_one_deposit(read: Read) -> None:
    text = "Party,Ratification,Accession,Succession\nKEN,,2000-06-01,\nUGA,1999-03-11,,\n"
    imported = read(text + "SRB,,,2001-04-27\n")
    assert status(imported)[:2] == [
        ("basel", "KEN", date(2000, 8, 30)),
        ("basel", "SRB", None),  # by its heading a succession
    ]
    assert codes(imported) == ["status-succession"]


def test_the_kind_of_instrument_may_stand_in_a_column_of_its_own(read: Read) -> None:
    imported = read("Country,Deposit,Instrument\nMNE,2006-10-23,Succession\nKEN,2000-06-01,a\n")
    assert codes(imported) == ["status-succession"]
    assert status(imported)[0] == ("basel", "KEN", date(2000, 8, 30))


# ---- Which convention ----


def test_the_convention_is_named_by_option_where_nothing_says_it(read: Read) -> None:
    text = "Country,Accession\nKEN,2000-06-01\n"
    with pytest.raises(InputError, match="does not say of which convention"):
        read(text, "table.csv")
    assert status(read(text, "table.csv", convention="basel"))[0][0] == "basel"
    with pytest.raises(UsageError, match="no convention 'bale'"):
        read(text, "table.csv", convention="bale")


def test_the_title_goes_before_the_name_of_the_file(read: Read) -> None:
    text = (
        "Stockholm Convention on Persistent Organic Pollutants\nCountry,Accession\nKEN,2004-09-24\n"
    )
    assert status(read(text, "basel.csv")) == [("stockholm", "KEN", date(2004, 12, 23))]


@pytest.mark.parametrize(
    "title",
    [
        "Amendment to the Basel Convention on the Control of Transboundary Movements",
        "Amendments to Annexes A and C of the Stockholm Convention",
        "Basel Protocol on Liability and Compensation",
    ],
)
def test_the_table_of_another_instrument_is_refused(read: Read, title: str) -> None:
    with pytest.raises(InputError, match="the table of another instrument"):
        read(f"{title}\nCountry,Accession\nKEN,2004-09-24\n", convention="basel")


def test_a_convention_that_is_none_is_a_finding(read: Read) -> None:
    imported = read("Treaty,Country,Accession\nBasle,KEN,2000-06-01\nBasel,KEN,2000-06-01\n")
    assert codes(imported) == ["unknown-convention"]
    assert (imported.read, imported.accepted) == (2, 1)


def test_a_file_that_is_no_status_table_is_refused_with_what_was_found(read: Read) -> None:
    with pytest.raises(InputError, match="Entry into force; found: a, b"):
        read("a,b\n1,2\n")


# ---- Rows ----

REFUSED = {
    "Atlantis,,2000-06-01,": ("unknown-party", "Participant", "Atlantis"),
    ",,2000-06-01,": ("missing-value", "party", None),
    "KEN,,2 Jul 1990 x,": ("status-unclear", "Ratification", "2 Jul 1990 x"),
    "KEN,,soon,": ("bad-date", "Ratification", "soon"),
    "KEN,,01/02/2000,": ("ambiguous-date", "Ratification", "01/02/2000"),
    'KEN,,"1 Jun 2000, 5 May 2004 a",': ("status-two-days", "Ratification", None),
    "KEN,,2027-01-01,": ("status-future", "Ratification", "2027-01-01"),
    "KEN,,,1989-03-22": ("entry-before-treaty", "Entry into force", "1989-03-22"),
    "KEN,,1 Jun 1800,": ("bad-date", "Ratification", "1 Jun 1800"),
    "KEN,1989-03-22,,": ("status-not-a-party", "Participant", "KEN"),
    "KEN,,-,n/a": ("status-not-a-party", "Participant", "KEN"),
}


@pytest.mark.parametrize("row", REFUSED)
def test_a_row_that_is_not_certain_makes_no_party(read: Read, row: str) -> None:
    code, column, value = REFUSED[row]
    imported = read(f"{HEAD}{row}\nUGA,,1999-03-11,\n")
    assert [p for _, p, _ in status(imported)] == ["UGA"]
    found = imported.findings.filter(pl.col("row") == 2).row(0, named=True)
    assert (found["code"], found["column"]) == (code, column)
    assert value is None or found["value"] == value
    assert (imported.read, imported.accepted, imported.rejected) == (2, 1, 1)


@pytest.mark.parametrize(
    ("order", "day"), [("day-first", date(2000, 5, 1)), ("month-first", date(2000, 4, 1))]
)
def test_a_day_with_two_readings_is_read_as_told(read: Read, order: str, day: date) -> None:
    imported = read(f"{HEAD}KEN,,01/02/2000,\n", order=order)
    assert status(imported) == [("basel", "KEN", day)]


def test_a_row_with_too_many_cells_is_counted_and_named(read: Read) -> None:
    imported = read(f"{HEAD}KEN,,2000-06-01,,,9\nUGA,,1999-03-11,\n")
    assert codes(imported) == ["broken-row"]
    assert (imported.read, imported.accepted) == (2, 1)


def test_of_rows_that_disagree_none_is_taken(read: Read) -> None:
    imported = read(f"{HEAD}KEN,,2000-06-01,\nUGA,,1999-03-11,\nKenya,,2001-06-01,\n")
    assert [p for _, p, _ in status(imported)] == ["UGA"]
    assert codes(imported) == ["contradicting-status", "contradicting-status"]
    assert (imported.read, imported.accepted) == (3, 1)


def test_rows_that_repeat_a_party_count_once(read: Read) -> None:
    imported = read(f"{HEAD}KEN,,2000-06-01,\nKenya 3,,1 June 2000 a,\n")
    assert status(imported) == [("basel", "KEN", date(2000, 8, 30))]
    assert codes(imported) == ["repeated-row"]
    assert (imported.read, imported.accepted, imported.parties.height) == (2, 2, 1)


def test_a_given_entry_into_force_is_taken_and_held_against_the_rule(read: Read) -> None:
    imported = read(f"{HEAD}KEN,,2000-06-01,2000-09-01\n")
    assert status(imported) == [("basel", "KEN", date(2000, 9, 1))]
    assert codes(imported) == ["status-not-by-rule"]
    [said] = imported.findings.filter(pl.col("code") == "status-not-by-rule")["message"]
    assert said == (
        "'2000-09-01' is not 2000-08-30, which follows from the deposit on 2000-06-01"
        " (Article 25, paragraphs 1 and 2)"
    )


def test_a_succession_with_its_entry_into_force_is_not_held_against_the_rule(read: Read) -> None:
    imported = read(f"{HEAD}MNE,,23 Oct 2006 d,2006-06-03\n")
    assert (status(imported), codes(imported)) == ([("basel", "MNE", date(2006, 6, 3))], [])


def test_a_definitive_signature_is_a_deposit(read: Read) -> None:
    imported = read(f"{HEAD}KEN,1 Jun 2000 s,,\nUGA,1 Jun 2000,,\n")
    assert status(imported) == [("basel", "KEN", date(2000, 8, 30))]
    assert codes(imported) == ["status-not-a-party"]


def test_a_withdrawal_is_kept(read: Read) -> None:
    head = "Country,Entry into force,Denunciation\n"
    imported = read(f"{head}KEN,2000-08-30,2024-01-01\nUGA,1999-06-09,1998-01-01\n")
    assert imported.parties.rows() == [("basel", "KEN", date(2000, 8, 30), date(2024, 1, 1))]
    assert codes(imported) == ["withdrawn-before-entry"]


def test_a_treaty_without_the_rule_needs_the_entry_into_force(rules: Rules, tmp_path: Path) -> None:
    basel = replace(rules.convention("basel"), entry_for_party=None)
    path = tmp_path / "basel.csv"
    path.write_text(f"{HEAD}KEN,,2000-06-01,\nUGA,,1999-03-11,1999-06-09\n", "utf-8")
    imported = import_parties([path], replace(rules, conventions=(basel,)), today=TODAY)
    assert [p for _, p, _ in status(imported)] == ["UGA"]
    assert "status-no-rule" in codes(imported)


# ---- Feeds ----


def test_another_feed_is_refused(read: Read) -> None:
    with pytest.raises(InputError, match="holds contacts, and no Party status"):
        read('[{"country": "KE", "treaties": ["basel"], "type": "focal point"}]', "feed.json")


BASEL = {"country": "KE", "treaty": "basel", "entryIntoForce": "2000-08-30"}
NOT_CERTAIN: list[tuple[object, str]] = [
    (BASEL | {"treaty": "utopia"}, "informea-unknown-treaty"),
    ({"country": "KE", "entryIntoForce": "2000-08-30"}, "informea-missing-field"),
    (BASEL | {"entryIntoForce": ["2000"]}, "informea-wrong-type"),
    (BASEL | {"country": "XQQ"}, "unknown-party"),
    (BASEL | {"entryIntoForce": "soon"}, "bad-date"),
    (5, "informea-not-a-record"),
]


@pytest.mark.parametrize(("record", "code"), NOT_CERTAIN)
def test_a_record_that_is_not_certain_makes_no_party(read: Read, record: object, code: str) -> None:
    good = BASEL | {"country": "UG", "entryIntoForce": "1999-06-09"}
    imported = read(json.dumps({"value": [good, record]}), "feed.json")
    assert [p for _, p, _ in status(imported)] == ["UGA"]
    assert codes(imported) == [code]
    assert (imported.read, imported.accepted) == (2, 1)


# ---- Cells ----

CELLS = {
    "12 May 2004 a": (date(2004, 5, 12), "accession"),
    "12 May 2004 A": (date(2004, 5, 12), "acceptance"),
    " 5 Mar 1992 AA": (date(1992, 3, 5), "approval"),
    "1 Jun 2000 a 3": (date(2000, 6, 1), "accession"),
    "23 Oct 2006 d": (date(2006, 10, 23), "succession"),
    "12 May 2004 (a)": (date(2004, 5, 12), "accession"),
    "Accession: 12/05/2004": None,
    "Accession: 22/05/2004": (date(2004, 5, 22), "accession"),
    "2004-05-12T00:00:00Z": (date(2004, 5, 12), None),
    "12-May-2004": (date(2004, 5, 12), None),
    "May 12, 2004": (date(2004, 5, 12), None),
    "1st Sept. 2004": (date(2004, 9, 1), None),
    "12 août 2004": (date(2004, 8, 12), None),
    "12 enero 2004": (date(2004, 1, 12), None),
    "12 jui. 2004": None,  # juin or juillet
    "12 May 04": None,
    "31 Apr 2004": None,
    "12 May 2004 a x": None,
    "\u2013": (None, None),
    "": (None, None),
}


@pytest.mark.parametrize("text", CELLS)
def test_a_cell_is_a_day_and_a_mark_or_nothing_is_guessed(text: str) -> None:
    expected = CELLS[text]
    found = read_dated(text, status_words())
    assert found == Dated(*expected) if expected else getattr(found, "code", None)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.sampled_from(["a", "A", "AA", "d"]))
def test_every_day_is_read_as_the_treaty_collection_writes_it(day: date, mark: str) -> None:
    written = f"{day.day} {day:%b %Y} {mark}"
    assert read_dated(written, status_words()) == Dated(day, status_words().marks[mark])


@given(st.text(max_size=40))
def test_no_text_of_a_cell_is_a_fault(text: str) -> None:
    found = read_dated(text, status_words())
    assert isinstance(found, Dated) or found.code


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("China 2, 3", "China"),
        ("Denmark1", "Denmark"),
        ("Serbia (4)", "Serbia"),
        ("Netherlands (Kingdom of the)", "Netherlands (Kingdom of the)"),
        ("Cyprus*", "Cyprus"),
        ("Türkiye ¹²", "Türkiye"),
        ("404", "404"),
    ],
)
def test_footnotes_go_from_names_and_codes_stay(written: str, name: str) -> None:
    assert without_notes(written) == name


def test_a_remark_beside_a_table_of_a_workbook_is_told_of_and_costs_no_row(
    rules: Rules, tmp_path: Path
) -> None:
    book = Workbook()
    book.active.title = "Basel"  # type: ignore[union-attr]
    for row in (HEAD.strip().split(","), ["KEN", None, "2000-06-01", None, None, "see note"]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "basel.xlsx")
    imported = import_parties([tmp_path / "basel.xlsx"], rules, today=TODAY)
    assert status(imported) == [("basel", "KEN", date(2000, 8, 30))]
    found = imported.findings.filter(pl.col("code") == "column-beside").row(0, named=True)
    assert (found["severity"], found["column"], found["value"]) == ("warning", "F", "see note")
