"""What becomes of the records of a feed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdg1241 import Rules, Sdg1241Error, aggregate, read_register, score, validate
from sdg1241.errors import InputError
from sdg1241.imports import Imported, Mapping, import_informea
from sdg1241.runs import csv_bytes
from sdg1241.submissions import catalogue, table_schema

Import = Callable[..., Imported]
Save = Callable[[str, Any], Path]
PERSONAL = [
    "Philomena",
    "Quillfeather",
    "Fogbanks",
    "Lanternlight",
    "lanternlight",
    "Marmalade",
    "Nightingale",
    "555",
    "@",
]


def report(id_: object = "1", **fields: object) -> dict[str, object]:
    record = {
        "id": id_,
        "treaty": "basel",
        "country": "KE",
        "submission": "2017-10-30",
        "url": "https://example.org/1",
        "updated": "2018-01-01",
        "title": [{"language": "en", "value": "National report 2016"}],
        "files": [],
    }
    return record | fields


def contact(id_: object = "1", **fields: object) -> dict[str, object]:
    record = {
        "id": id_,
        "country": "KE",
        "type": "Focal Point",
        "position": None,
        "institution": None,
        "primary": 1,
        "updated": "2014-09-19",
        "treaties": [{"value": "basel"}],
    }
    return record | fields


def facts(imported: Imported) -> list[tuple[object, ...]]:
    return (
        imported.submissions.select("party", "convention", "obligation", "item", "received_on")
        .cast(pl.String)
        .rows()
    )


def codes(imported: Imported) -> list[str]:
    return imported.findings["code"].to_list()


def test_the_invented_feeds_give_these_rows(invented: Imported) -> None:
    assert facts(invented) == [
        ("COL", "basel", "annual_report", "2017", "2018-12-31"),
        ("COL", "stockholm", "implementation_plan_update", "cop-4", "2017-05-02"),
        ("COL", "stockholm", "implementation_plan_update", "cop-5", "2017-05-02"),
        ("COL", "stockholm", "implementation_plan_update", "cop-6", "2017-05-02"),
        ("JPN", "minamata", "national_report", "2019-short", "2019-12-20"),
        ("KEN", "basel", "annual_report", "2015", "2016-11-30"),
        ("KEN", "basel", "annual_report", "2016", "2017-12-30"),
        ("KEN", "basel", "competent_authority", None, "2014-09-19"),
        ("KEN", "basel", "competent_authority", None, "2014-09-19"),
        ("KEN", "basel", "focal_point", None, "2014-09-19"),
        ("KEN", "minamata", "national_focal_point", None, "2014-09-19"),
        ("KEN", "montreal", "article_7_report", "2017", "2018-09-30"),
        ("KEN", "rotterdam", "designated_national_authority", None, "2014-09-19"),
        ("KEN", "rotterdam", "import_response", "aldicarb", "2012-03-01"),
        ("KEN", "rotterdam", "official_contact_point", None, "2014-09-19"),
        ("KEN", "stockholm", "implementation_plan", None, "2007-04-12"),
        ("KEN", "stockholm", "national_focal_point", None, "2014-09-19"),
        ("KEN", "stockholm", "official_contact_point", None, "2014-09-19"),
        ("SEN", "stockholm", "implementation_plan", None, "2007-04-12"),
        ("SEN", "stockholm", "national_report", "4", "2018-08-30"),
    ]
    assert invented.submissions.columns == table_schema("submissions").columns


def test_each_record_that_is_not_mapped_is_listed_with_its_reason(
    invented: Imported, codes_at: Callable[[pl.DataFrame], list[tuple[str, int | None, str]]]
) -> None:
    assert codes_at(invented.findings.filter(pl.col("severity") == "error")) == [
        ("invented_contacts.json", 7, "informea-unknown-type"),
        ("invented_contacts.json", 8, "informea-missing-field"),
        ("invented_contacts.json", 9, "informea-missing-field"),
        ("invented_contacts.json", 10, "informea-missing-field"),
        ("invented_contacts.json", 11, "informea-missing-field"),
        ("invented_contacts.json", 12, "informea-unknown-type"),
        ("invented_contacts.json", 13, "informea-wrong-type"),
        ("invented_contacts.json", 15, "informea-missing-field"),
        ("invented_contacts.json", 17, "informea-not-a-record"),
        ("invented_plans.json", 3, "informea-no-item"),
        ("invented_plans.json", 5, "bad-date"),
        ("invented_plans.json", 6, "informea-unknown-type"),
        ("invented_reports_page_2.json", 4, "informea-unknown-treaty"),
        ("invented_reports_page_2.json", 5, "unknown-party"),
        ("invented_reports_page_2.json", 6, "informea-missing-field"),
        ("invented_reports_page_2.json", 7, "informea-no-item"),
        ("invented_reports_page_2.json", 8, "informea-ambiguous-title"),
        ("invented_reports_page_2.json", 9, "informea-too-early"),
        ("invented_reports_page_2.json", 11, "informea-unknown-title"),
        ("invented_reports_page_2.json", 12, "informea-not-a-party"),
        ("invented_reports_page_2.json", 13, "informea-missing-field"),
        ("invented_reports_page_2.json", 14, "informea-conflicting-id"),
        ("invented_reports_page_2.json", 15, "informea-conflicting-id"),
        ("invented_reports_page_2.json", 16, "informea-missing-field"),
    ]


def test_entries_read_are_mapped_left_out_not_mapped_or_duplicates(invented: Imported) -> None:
    # 5 + 16 reports, 7 plans, 17 contacts of which two have two treaties
    assert invented.read == 5 + 16 + 7 + 17 + 2
    assert invented.counts == {"mapped": 18, "outside": 3, "not mapped": 24, "duplicates": 2}
    assert (
        invented.counts["not mapped"]
        == invented.findings.filter(pl.col("severity") == "error").height
    )


def test_the_imported_rows_pass_validate_and_score(
    invented: Imported, rules: Rules, tmp_path: Path
) -> None:
    (tmp_path / "submissions.csv").write_bytes(csv_bytes(invented.submissions))
    checked = validate(read_register(tmp_path), rules)
    assert checked.findings.filter(pl.col("severity") == "error").is_empty()
    assert checked.inputs["rows_accepted"].sum() == invented.submissions.height
    scored = score(checked, rules, 2020)
    points = scored.scores.filter(pl.col("party") == "KEN").select(
        "convention", pl.col("points").cast(pl.Float64)
    )
    assert dict(points.rows()) == {
        "basel": 3,  # contacts, and the reports on 2015 and 2016
        "rotterdam": 1.2,  # contacts, and one import response
        "stockholm": 2,  # contacts, and the implementation plan
        "montreal": 15,  # the data on 2017
    }
    assert not aggregate(scored, rules).aggregates.is_empty()


def test_nothing_personal_is_in_any_output(invented: Imported, feeds: Path) -> None:
    planted = (feeds / "invented_contacts.json").read_text("utf-8")
    outputs = (csv_bytes(invented.submissions) + csv_bytes(invented.findings)).decode()
    for personal in PERSONAL:
        assert personal in planted
        assert personal not in outputs


def test_a_contact_is_dated_by_its_update_with_a_warning_and_a_note(import_records: Import) -> None:
    imported = import_records(contact())
    assert facts(imported) == [("KEN", "basel", "focal_point", None, "2014-09-19")]
    assert imported.findings.select("code", "severity", "row").rows() == [
        ("informea-updated-taken", "warning", 1)
    ]
    assert "no date of designation" in imported.submissions["note"][0]


def test_a_contact_counts_once_for_each_of_its_treaties(import_records: Import) -> None:
    treaties = [{"value": "basel"}, {"value": "atlantis"}, {"value": "cms"}]
    imported = import_records(contact(treaties={"results": treaties}))
    assert imported.counts == {"mapped": 1, "outside": 1, "not mapped": 1, "duplicates": 0}
    assert [f[1] for f in facts(imported)] == ["basel"]


def test_a_type_with_two_roles_gives_two_rows(import_records: Import) -> None:
    imported = import_records(contact(type="Focal point and competent authority"))
    assert [f[2] for f in facts(imported)] == ["competent_authority", "focal_point"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"treaty": "CITES"}, "informea-outside"),
        ({"treaty": ["basel"]}, "informea-wrong-type"),
        ({"treaty": " "}, "informea-missing-field"),
        ({"country": "ZZ"}, "unknown-party"),
        ({"country": {"code": "KE"}}, "informea-wrong-type"),
        ({"submission": None}, "informea-missing-field"),
        ({"submission": 1577750400000}, "bad-date"),
        ({"submission": True}, "informea-wrong-type"),
        ({"submission": "soon"}, "bad-date"),
        ({"submission": "0000-00-00 00:00:00"}, "bad-date"),
        ({"submission": "02/03/2017"}, "ambiguous-date"),
        ({"submission": "1890-01-01"}, "bad-date"),
        ({"submission": "2026-02-01"}, "future-date"),
        ({"title": None}, "informea-missing-field"),
        ({"title": []}, "informea-missing-field"),
        ({"title": {"__deferred": {"uri": "x"}}}, "informea-missing-field"),
        ({"title": [{"language": "en", "value": None}]}, "informea-missing-field"),
        ({"title": [{"language": "en", "value": 2016}]}, "informea-wrong-type"),
        ({"title": [None]}, "informea-wrong-type"),
        ({"id": None}, "informea-missing-field"),
        ({"id": {"a": 1}}, "informea-wrong-type"),
        ({"country": "US"}, "informea-not-a-party"),
    ],
)
def test_what_is_not_certain_is_not_mapped(
    import_records: Import, fields: dict[str, object], code: str
) -> None:
    imported = import_records(report() | fields)
    assert codes(imported) == [code]
    assert imported.submissions.is_empty()
    assert imported.counts["mapped"] == 0


def test_a_country_without_party_status_is_kept_only_when_asked_for(import_records: Import) -> None:
    imported = import_records(report(country="USA"), keep_non_parties=True)
    assert [f[0] for f in facts(imported)] == ["USA"]
    assert codes(imported) == ["informea-not-a-party-kept"]


def test_the_european_union_is_a_party_under_two_letters(import_records: Import) -> None:
    assert [f[0] for f in facts(import_records(report(country="EU")))] == ["EUE"]


def test_the_same_record_again_is_a_duplicate_even_where_personal_fields_changed(
    import_records: Import,
) -> None:
    imported = import_records(
        contact(email="a@example.org"), contact(email="b@example.org"), contact("2")
    )
    assert imported.counts == {"mapped": 2, "outside": 0, "not mapped": 0, "duplicates": 1}


def test_of_records_that_differ_under_one_id_none_is_mapped(import_records: Import) -> None:
    imported = import_records(report(), report(submission="2018-10-30"), report("2"))
    assert imported.counts == {"mapped": 1, "outside": 0, "not mapped": 2, "duplicates": 0}
    assert codes(imported) == ["informea-conflicting-id"] * 2


def test_a_number_as_id_is_an_id(import_records: Import) -> None:
    imported = import_records(report(7, url=None), report("7", url=None))
    assert imported.counts["duplicates"] == 1
    assert imported.submissions["reference"].to_list() == ["InforMEA CountryReports 7"]


@pytest.mark.parametrize(
    "url",
    [None, "", "jane@example.org", "https://jane@example.org/1", "ftp://example.org", 5, ["x"]],
)
def test_an_address_that_is_no_web_page_is_not_copied(import_records: Import, url: object) -> None:
    assert import_records(report("12", url=url)).submissions["reference"].to_list() == [
        "InforMEA CountryReports 12"
    ]


@pytest.mark.parametrize("own", ["jane.doe@example.org", "Jane Doe", "jane-doe", "Doe, Jane (2)"])
def test_the_id_of_a_contact_that_may_be_a_name_is_not_copied(
    import_records: Import, own: str
) -> None:
    references = import_records(contact(own)).submissions["reference"].to_list()
    assert references == ["InforMEA Contacts, feed.json, record 1"]


def test_an_e_mail_in_a_title_is_hidden(import_records: Import) -> None:
    imported = import_records(
        report(title=[{"language": "en", "value": "Letter of jane@example.org, +41 22 555 0102"}])
    )
    assert codes(imported) == ["informea-unknown-title"]
    assert "example.org" not in csv_bytes(imported.findings).decode()
    assert "555" not in csv_bytes(imported.findings).decode()


def test_order_of_records_does_not_matter_to_the_rows(
    rules: Rules, feeds: Path, invented: Imported
) -> None:
    backwards = import_informea(sorted(feeds.glob("invented_[rpc]*.json"), reverse=True), rules)
    assert backwards.submissions.equals(invented.submissions)
    assert backwards.counts == invented.counts


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"{", "not JSON"),
        (b'[{"id": "1",}]', "not JSON"),
        (b"<feed/>", "XML or HTML"),
        ('[{"id": "é"}]'.encode("latin-1"), "not text in UTF-8"),
        (b"\x00\x01\x02\x03" * 9 + b"\xff", "no text"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" * 60 + b"]" * 60, "nested too deeply"),
        (b'{"d": {"results": {"id": 1}}}', "no list of records"),
        (b'{"value": "none"}', "no list of records"),
        (b'{"d": null}', "no list of records"),
        (b"12", "no list of records"),
        (b'"text"', "no list of records"),
        (b"null", "no list of records"),
    ],
)
def test_a_file_that_is_no_feed_is_refused_in_one_line(
    rules: Rules, save: Save, content: bytes, said: str
) -> None:
    with pytest.raises(InputError, match=said) as refused:
        import_informea([save("feed.json", content)], rules)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are_are_read(rules: Rules, save: Save, encoding: str) -> None:
    text = json.dumps(
        [report(title=[{"language": "fr", "value": "Rapport national 2016 (été)"}])],
        ensure_ascii=False,
    )
    assert facts(import_informea([save("feed.json", text.encode(encoding))], rules))[0][3] == "2016"


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(
        [
            "basel",
            "KE",
            "2017-10-30",
            "/Date(1577750400000)/",
            "/Date(999999999999999)/",
            "National report 2016",
            "NIP",
            "\ud800",
            "Focal Point",
        ]
    )
)
VALUES = st.recursive(
    LEAVES,
    lambda v: (
        st.lists(v, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["results", "value", "title", "language", "treaty", "roles", "en", "__deferred"]
            ),
            v,
            max_size=3,
        )
    ),
    max_leaves=6,
)
RECORDS = st.dictionaries(
    st.sampled_from(
        [
            "id",
            "treaty",
            "treaties",
            "country",
            "type",
            "submission",
            "updated",
            "titles",
            "title",
            "roles",
            "entryIntoForce",
            "url",
            "__metadata",
        ]
    ),
    VALUES,
)
PAGES = st.lists(RECORDS | VALUES, max_size=3)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    page=PAGES
    | st.fixed_dictionaries(
        {"d": st.fixed_dictionaries({"results": PAGES, "__next": LEAVES, "__count": LEAVES})}
    )
)
def test_whatever_a_feed_holds_every_entry_is_accounted_for(
    rules: Rules, mapping: Mapping, save: Save, page: object
) -> None:
    try:
        imported = import_informea([save("feed.json", page)], rules, mapping)
    except Sdg1241Error:
        return
    assert set(imported.findings["code"]) <= set(catalogue())
    errors = imported.findings.filter(
        pl.col("severity") == "error", pl.col("row").is_not_null()
    ).height
    assert imported.counts["not mapped"] == errors
    assert (imported.submissions.height > 0) == (imported.counts["mapped"] > 0)
    csv_bytes(imported.submissions), csv_bytes(imported.findings)


UNUSED = [
    "firstName",
    "lastName",
    "prefix",
    "position",
    "institution",
    "department",
    "address",
    "email",
    "phoneNumber",
]


@pytest.mark.parametrize(
    "fault", [{}, {"country": "ZZ"}, {"updated": None, "submission": None}, {"treaty": None}]
)
def test_only_fields_asked_for_by_name_reach_an_output(
    import_records: Import, fault: dict[str, object]
) -> None:
    marked = dict.fromkeys((*UNUSED, "anything"), "Philomena Quillfeather")
    files = [{"filename": "Philomena.pdf", "url": "https://example.org/Philomena"}]
    metadata = {"type": "Contact", "uri": "Contacts('Philomena')"}
    person = contact(**marked, __metadata=metadata) | fault
    paper = report(**marked, files=files) | fault
    imported = import_records(
        person, paper, {**person, "id": "Philomena"}, {**person, "treaties": [marked]}
    )
    assert imported.read == 4
    assert (
        "Philomena" not in (csv_bytes(imported.submissions) + csv_bytes(imported.findings)).decode()
    )
