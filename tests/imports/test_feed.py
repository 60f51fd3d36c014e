"""Pages: their shapes, and the pages that they name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sdg1241 import Rules
from sdg1241.imports import Mapping, import_informea
from sdg1241.imports.feed import feed_of, missing_pages, read_page, short_of

Save = Callable[[str, Any], Path]
ADDRESS = "https://example.org/informea.svc/CountryReports?$format=json&$skiptoken="


def record(number: int) -> dict[str, object]:
    return {"id": str(number), "treaty": "basel", "country": "KE", "titles": []}


def v2(save: Save, name: str, numbers: range, following: str | None = None, **more: object) -> Path:
    body = {"results": [record(n) for n in numbers], **more} | (
        {"__next": following} if following else {}
    )
    return save(name, {"d": body})


@pytest.mark.parametrize(
    "content",
    [
        {"d": {"results": [record(1)]}},
        {"d": [record(1)]},
        {"value": [record(1)], "@odata.nextLink": None},
        [record(1)],
    ],
)
def test_records_are_found_in_each_shape(save: Save, content: object) -> None:
    page = read_page(save("page.json", content))
    assert (page.feed, page.records, page.next) == ("reports", [record(1)], None)


@pytest.mark.parametrize("key", ["@odata.nextLink", "odata.nextLink"])
def test_the_next_page_is_named_in_either_version(save: Save, key: str) -> None:
    assert read_page(save("page.json", {"value": [], key: ADDRESS})).next == ADDRESS


@pytest.mark.parametrize(
    ("fields", "feed"),
    [
        ({"__metadata": {"type": "Model.NationalPlan"}, "treaty": "basel"}, "plans"),
        ({"@odata.type": "#Model.Contact", "treaty": "basel"}, "contacts"),
        ({"treaties": [], "type": "NFP"}, "contacts"),
        ({"email": None}, "contacts"),
        ({"treaty": None, "type": None}, "plans"),
        ({"treaty": None}, "reports"),
        ({"name": "x"}, None),
        (["treaty"], None),
    ],
)
def test_the_feed_of_a_record_is_told_by_its_metadata_or_its_fields(
    fields: object, feed: str | None
) -> None:
    assert feed_of(fields) == feed


def test_the_context_of_a_page_tells_the_feed_of_its_records(
    save: Save, rules: Rules, mapping: Mapping
) -> None:
    page = save(
        "page.json",
        {"@odata.context": "https://example.org/$metadata#NationalPlans", "value": [{"id": "1"}]},
    )
    assert read_page(page).feed == "plans"
    assert import_informea([page], rules, mapping).findings["code"].to_list() == [
        "informea-missing-field"
    ]


def names(pages: list[Path]) -> list[str]:
    return [p.path.name for p in missing_pages([read_page(path) for path in pages])]


def test_a_page_that_was_not_given_is_missed(save: Save) -> None:
    first = v2(save, "1.json", range(0, 2), ADDRESS + "2")
    second = v2(save, "2.json", range(2, 4), ADDRESS + "4")
    last = v2(save, "3.json", range(4, 5))
    assert names([last, first, second]) == []
    assert names([first]) == ["1.json"]
    assert names([first, second]) == ["2.json"]
    assert names([first, first, second, second]) == ["2.json"]
    assert (
        names([first, last, last]) == []
    )  # the last page may be the second: nothing tells them apart


def test_a_page_lost_in_the_middle_is_missed_where_addresses_count(save: Save) -> None:
    first = v2(save, "1.json", range(0, 2), ADDRESS + "2")
    third = v2(save, "3.json", range(4, 6), ADDRESS + "6")
    last = v2(save, "4.json", range(6, 7))
    assert names([first, third, last]) == ["1.json"]


def test_pages_whose_addresses_hide_the_number_need_an_end(save: Save) -> None:
    first = v2(save, "1.json", range(0, 2), ADDRESS + "'a1'")
    second = v2(save, "2.json", range(2, 4), ADDRESS + "'b2'")
    last = v2(save, "3.json", range(4, 5))
    assert names([first, second, last]) == []
    assert names([first, second]) == ["2.json"]


def test_the_number_of_records_that_the_service_holds_is_compared(save: Save) -> None:
    whole = read_page(v2(save, "1.json", range(0, 2), __count="2"))
    part = read_page(v2(save, "2.json", range(0, 2), __count="5"))
    assert short_of([whole]) == []
    assert short_of([part]) == [(part, 2, 5)]
    assert short_of([part, part]) == [(part, 2, 5)]


def test_an_empty_page_may_be_the_end(save: Save) -> None:
    assert (
        names([v2(save, "1.json", range(0, 2), ADDRESS + "2"), v2(save, "2.json", range(0))]) == []
    )


def test_an_e_mail_in_an_address_is_hidden(save: Save, rules: Rules, mapping: Mapping) -> None:
    page = v2(save, "1.json", range(0), ADDRESS + "'jane@example.org'")
    value = import_informea([page], rules, mapping).findings["value"][0]
    assert value == ADDRESS + "'…'"


@pytest.mark.parametrize("address", ["http://[", "page2", "?", "Contacts?$skip=9&$skip=x", "?%%=%"])
def test_whatever_address_a_page_names_it_is_missed(save: Save, address: str) -> None:
    assert names([v2(save, "1.json", range(0, 2), address)]) == ["1.json"]


def test_missing_pages_and_records_are_findings(save: Save, rules: Rules, mapping: Mapping) -> None:
    page = v2(save, "1.json", range(0, 2), ADDRESS + "2", __count="9")
    findings = import_informea([page], rules, mapping).findings
    listed = findings.filter(findings["row"].is_null()).select("code", "severity", "value").rows()
    assert listed == [
        ("informea-missing-records", "error", None),
        ("informea-missing-page", "error", ADDRESS + "2"),
    ]
