"""InforMEA's feeds in every form that services really write; the contents are invented."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sdg1241 import Rules
from sdg1241.imports import Imported, Mapping, import_informea

Import = Callable[..., Imported]
Save = Callable[[str, Any], Path]
DEFERRED = {"__deferred": {"uri": "Contacts(1)/treaties"}}
DNA, OCP = "designated_national_authority", "official_contact_point"


def contact(**fields: object) -> dict[str, object]:
    record: dict[str, object] = {
        "__metadata": {"type": "Contacts.Contact"},
        "protocolVersion": 1,
        "id": "1",
        "country": "KE",
        "type": "Designated National Authority for pesticides",
        "treaties": [{"__metadata": {"type": "Contacts.Treaty"}, "value": "rotterdam"}],
        "primary": 0,
        "updated": "/Date(1452156546000)/",
    }
    return record | fields


def plan(**fields: object) -> dict[str, object]:
    record: dict[str, object] = {
        "id": "9",
        "brs_unnumber": "UN-1",
        "treaty": "stockholm",
        "country": "SEN",
        "type": "nip",
        "title": [{"language": "en", "value": "National Implementation Plan"}],
        "submission": "/Date(1176336000000)/",
    }
    return record | fields


def report(**fields: object) -> dict[str, object]:
    record: dict[str, object] = {
        "id": "5",
        "treaty": "basel",
        "country": "at",
        "title": [{"language": "en", "value": "National report 2016"}],
        "submission": "2017-10-30",
        "url": "https://example.org/5",
        "files": [{"url": "https://example.org/5.pdf"}],
    }
    return record | fields


def facts(imported: Imported) -> list[tuple[object, ...]]:
    return imported.submissions.select("party", "convention", "obligation", "item").rows()


def days(imported: Imported) -> list[str]:
    return [str(day) for day in imported.submissions["received_on"]]


def codes(imported: Imported) -> list[str]:
    return [c for c in imported.findings["code"] if c != "informea-updated-taken"]


# ---- Envelope ----


@pytest.mark.parametrize(
    "content",
    [
        {"d": [report()]},
        {"d": {"results": [report()]}},
        {"d": {"results": [report()], "__next": None}},
        {"value": [report()], "@odata.nextLink": None},
        [report()],
    ],
)
def test_every_envelope_is_read(
    rules: Rules, mapping: Mapping, save: Save, content: object
) -> None:
    imported = import_informea([save("feed.json", content)], rules, mapping)
    assert facts(imported) == [("AUT", "basel", "annual_report", "2016")]


# ---- Treaties ----


@pytest.mark.parametrize(
    ("treaties", "conventions"),
    [
        ([{"value": "rotterdam"}], ["rotterdam"]),
        ({"results": [{"value": "rotterdam"}]}, ["rotterdam"]),
        ({"value": "rotterdam"}, ["rotterdam"]),
        ({"value": ["rotterdam"]}, ["rotterdam"]),
        (["cbd", "rotterdam"], ["rotterdam"]),
        ("rotterdam", ["rotterdam"]),
        (["Rotterdam Convention"], ["rotterdam"]),
        (["cbd", "nagoya"], []),
    ],
)
def test_treaties_of_a_contact_are_read_in_every_form(
    import_records: Import, treaties: object, conventions: list[str]
) -> None:
    imported = import_records(contact(treaties=treaties))
    assert [fact[1] for fact in facts(imported)] == conventions
    assert imported.counts["not mapped"] == 0


def test_roles_that_the_service_did_not_deliver_are_said(import_records: Import) -> None:
    imported = import_records(contact(treaties=None, type=None, roles=DEFERRED))
    assert codes(imported) == ["informea-missing-field"]
    assert facts(imported) == []


@pytest.mark.parametrize("field", ["treaties", "title"])
def test_what_the_service_did_not_deliver_is_said(import_records: Import, field: str) -> None:
    imported = import_records((contact if field == "treaties" else report)(**{field: DEFERRED}))
    assert codes(imported) == ["informea-missing-field"]
    hint = imported.findings["hint"][-1]
    assert hint == (
        "The service gave an address in place of them. Save the feed with its"
        f" {'titles' if field == 'title' else field}: $expand={field}."
    )


# ---- Titles ----


@pytest.mark.parametrize(
    "fields",
    [
        {"title": [{"language": "en", "value": "National report 2016"}]},
        {"title": {"results": [{"language": "en", "value": "National report 2016"}]}},
        {"title": {"en": "National report 2016", "fr": "Rapport national 2016"}},
        {"title": "National report 2016"},
        {"title": None, "titles": [{"language": "en", "value": "National report 2016"}]},
        {"title": None, "titles": {"results": [{"language": "en", "value": "Annual report 2016"}]}},
        {"title": [{"language": "en", "value": "Rapport national 2016"}]},
    ],
)
def test_titles_are_read_in_every_form(import_records: Import, fields: dict[str, object]) -> None:
    assert facts(import_records(report(**fields))) == [("AUT", "basel", "annual_report", "2016")]


# ---- Country and dates ----


@pytest.mark.parametrize(
    ("country", "party"),
    [("HU", "HUN"), ("at", "AUT"), ("SEN", "SEN"), ("sen", "SEN"), (["HU"], "HUN")],
)
def test_countries_are_read_in_every_form(
    import_records: Import, country: object, party: str
) -> None:
    assert [fact[0] for fact in facts(import_records(report(country=country)))] == [party]


def test_a_list_of_two_countries_is_no_country(import_records: Import) -> None:
    assert codes(import_records(report(country=["HU", "AT"]))) == ["informea-wrong-type"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("/Date(1452156546000)/", "2016-01-07"),
        ("/Date(1452156546000+0060)/", "2016-01-07"),
        ("/Date(-86400000)/", "1969-12-31"),
        ("2016-01-07T08:09:06Z", "2016-01-07"),
        (1452156546, "2016-01-07"),
        ("1452156546", "2016-01-07"),
    ],
)
def test_dates_are_read_in_every_form(import_records: Import, written: object, day: str) -> None:
    imported = import_records(contact(updated=written))
    assert days(imported) == [day]


# ---- Contact types and roles ----


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("Designated National Authority for chemicals", [DNA]),
        ("Designated National Authority for pesticides", [DNA]),
        ("Designated National Authority for chemicals and pesticides", [DNA]),
        ("Designated National Authority for pesticides, Official Contact Point", [DNA, OCP]),
        (
            "Designated National Authority for chemicals and pesticides, Official Contact Point",
            [DNA, OCP],
        ),
    ],
)
def test_types_of_rotterdam_name_one_role_or_two(
    import_records: Import, kind: str, roles: list[str]
) -> None:
    assert [fact[2] for fact in facts(import_records(contact(type=kind)))] == roles


def test_of_a_list_with_an_unknown_role_nothing_is_taken(import_records: Import) -> None:
    imported = import_records(contact(type="Official Contact Point, Keeper of Seals"))
    assert (facts(imported), codes(imported)) == ([], ["informea-unknown-type"])


@pytest.mark.parametrize("outer", [list, lambda members: {"results": members}])
@pytest.mark.parametrize(
    "inner",
    [
        list,
        lambda names: {"results": names},
        lambda names: [{"value": name} for name in names],
        lambda names: {"results": [{"value": name} for name in names]},
    ],
)
def test_roles_by_treaty_are_read(
    import_records: Import, outer: Callable[..., object], inner: Callable[..., object]
) -> None:
    roles = outer(
        [
            {"treaty": "cartagena", "roles": inner(["Cartagena Protocol Primary NFP"])},
            {
                "treaty": "stockholm",
                "roles": inner(["Official Contact Point", "National Focal Point"]),
            },
        ]
    )
    imported = import_records(contact(treaties=None, type=None, roles=roles))
    assert [fact[1:3] for fact in facts(imported)] == [
        ("stockholm", "national_focal_point"),
        ("stockholm", "official_contact_point"),
    ]
    assert imported.counts["outside"] == 1


# ---- Plans, profiles ----


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Plan National de Mise en oeuvre (PNM)", [("implementation_plan", None)]),
        ("NIP update, COP-4", [("implementation_plan_update", "cop-4")]),
        ("Updated national implementation plan", []),
    ],
)
def test_a_nip_is_the_plan_or_the_update_that_it_names(
    import_records: Import, title: str, expected: list[tuple[str, str | None]]
) -> None:
    titles = [{"language": "en", "value": title}]
    imported = import_records(plan(title=titles, submission="2017-05-02"))
    assert [fact[2:] for fact in facts(imported)] == expected


def test_party_status_is_no_submission(import_records: Import) -> None:
    profile = {"country": "KE", "treaty": "basel", "entryIntoForce": "/Date(959817600000)/"}
    imported = import_records(profile)
    assert (imported.counts["outside"], codes(imported)) == (1, ["informea-outside"])


# ---- Whole feeds ----


def test_a_feed_of_real_shape_gives_its_certain_rows_and_no_person(
    rules: Rules, mapping: Mapping, feeds: Path
) -> None:
    imported = import_informea([feeds / "invented_authorities.json"], rules, mapping)
    assert facts(imported) == [
        ("AUT", "rotterdam", DNA, None),
        ("KEN", "rotterdam", DNA, None),
        ("KEN", "rotterdam", OCP, None),
        ("SEN", "stockholm", OCP, None),
    ]
    assert imported.counts == {"mapped": 3, "outside": 1, "not mapped": 1, "duplicates": 0}
    written = str(imported.submissions.rows()) + str(imported.findings.rows())
    assert "Quillfeather" not in written
    assert "lanternlight" not in written


def test_a_feed_of_other_agreements_is_read_and_left_out(
    rules: Rules, mapping: Mapping, feeds: Path
) -> None:
    imported = import_informea([feeds / "invented_biodiversity.json"], rules, mapping)
    assert imported.counts == {"mapped": 0, "outside": 3, "not mapped": 0, "duplicates": 0}
    assert set(imported.findings["severity"]) == {"note"}
