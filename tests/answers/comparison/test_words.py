"""The sentences: figures that add up as they stand, in words of the field."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sdg1241 import Rules, Run
from sdg1241.answers import Comparison, compare, why
from sdg1241.answers.comparison.wording import Wording, counted

ROOT = Path(__file__).resolve().parents[3]


def said(compared: Comparison, rules: Rules, **asked: str) -> list[str]:
    return why(compared, rules, **asked).sentences["text"].to_list()


def test_why_kenya_fell(samples: Comparison, rules: Rules) -> None:
    """The samples are rebuilt from published scores: which items came is invented."""
    assert said(samples, rules, party="KEN") == [
        "Kenya (KEN): the transmission rate fell from 65.7 to 57.7 (-8.0).",
        "Of this, -3.1 from transmissions, -4.9 from rules, 0.0 from joining or leaving"
        " conventions.",
        "Stockholm Convention: fell from 83.3 to 57.1 (-26.2), that is -6.5 of the rate:"
        " implementation plan updates COP-6 and COP-7 fell due, missing (-23.8); Fourth national"
        " report missing (-14.3); Third national report no longer asked, missing before (+11.9).",
        "Rotterdam Convention: fell from 62.7 to 56.9 (-5.8), that is -1.5 of the rate: 7 import"
        " responses newly asked, missing (-7.5); import response benomyl-carbofuran-thiram received"
        " (+1.7).",
        "Unchanged: Basel Convention (16.7), Montreal Protocol (100.0).",
    ]


def test_the_page_on_changes_shows_these_sentences(samples: Comparison, rules: Rules) -> None:
    page = (ROOT / "docs" / "changes.md").read_text("utf-8")
    [example] = re.findall(r"```\n(.+?)```", page, re.DOTALL)
    assert example.splitlines() == said(samples, rules, party="KEN")


def test_conventions_joined_and_left(central_asia: Comparison, rules: Rules) -> None:
    assert said(central_asia, rules, party="KAZ") == [
        "Kazakhstan (KAZ): the transmission rate fell from 75.0 to 50.0 (-25.0).",
        "Of this, -16.7 from transmissions, 0.0 from rules, -8.3 from joining or leaving"
        " conventions.",
        "Montreal Protocol: left, with a score of 100.0, that is -25.0 of the rate.",
        "Basel Convention: fell from 50.0 to 33.3 (-16.7), that is -16.7 of the rate: annual report"
        " 2015 missing (-16.7).",
        "Minamata Convention: joined, with a score of 66.7, that is +16.7 of the rate.",
    ]


def test_an_area_and_who_is_counted(central_asia: Comparison, rules: Rules) -> None:
    assert said(central_asia, rules, group="143") == [
        "Central Asia (143): the mean transmission rate rose from 36.1 to 44.4 (+8.3); Parties"
        " counted: 3 in A, 3 in B.",
        "Of this, 0.0 from transmissions, 0.0 from rules, +8.3 from membership.",
        "Montreal Protocol: in A alone, with a mean of 100.0 over 1 Party, that is -12.5 of the"
        " rate.",
        "Minamata Convention: in B alone, with a mean of 66.7 over 1 Party, that is +8.3 of the"
        " rate.",
        "Basel Convention: rose from 27.8 to 38.9 (+11.1), that is 0.0 of the rate: Parties counted"
        " in one run alone (+11.1); 1 annual report missing (-8.3); 1 annual report received"
        " (+8.3).",
        "Parties counted in one run alone, that is +12.5 of the rate.",
    ]


def test_a_party_without_a_rate_or_in_one_run_alone(central_asia: Comparison, rules: Rules) -> None:
    assert said(central_asia, rules, party="EUE") == [
        "European Union (EUE): transmission rate: none in A, none in B.",
        "Basel Convention: fell from 16.7 to 0.0 (-16.7): annual report 2015 missing (-16.7).",
    ]
    assert said(central_asia, rules, party="TJK") == [
        "Tajikistan (TJK): transmission rate: none in A, 50.0 in B.",
        "Basel Convention: joined, with a score of 50.0.",
    ]


def test_what_stayed_is_said(samples: Comparison, rules: Rules) -> None:
    same = compare(samples.sides.a.run, samples.sides.a.run, rules)
    assert said(same, rules, party="KEN") == [
        "Kenya (KEN): the transmission rate stayed at 65.7.",
        "Unchanged: Basel Convention (16.7), Rotterdam Convention (62.7), Stockholm Convention"
        " (83.3), Montreal Protocol (100.0).",
    ]


def test_less_than_a_tenth_is_said_to_be_less(computed: Callable[..., Run], rules: Rules) -> None:
    """One response of 53 by one of 197 Parties does not move the world's mean by a tenth."""
    parties = "".join(f"{p},rotterdam,2005-01-01,\n" for p in rules.reference.areas["iso3"])
    runs = [
        computed(2020, rows, parties)
        for rows in ("", "KEN,rotterdam,import_response,alachlor,2013-01-01,\n")
    ]
    first, causes, rotterdam = said(compare(*runs, rules), rules, group="World")
    assert first.startswith(
        "World (001): the mean transmission rate rose by less than 0.1, at 0.0;"
    )
    assert causes == "Of this, 0.0 from transmissions, 0.0 from rules, 0.0 from membership."
    assert rotterdam == (
        "Rotterdam Convention: rose by less than 0.1, at 0.0, that is 0.0 of the rate: 1 import"
        " response received (0.0)."
    )


def test_a_report_that_another_edition_asks_did_not_fall_due(
    sample_run: Callable[..., Run], rules: Rules
) -> None:
    editions = compare(sample_run(2020, "2020-10"), sample_run(2020, "2026-10"), rules)
    told = "\n".join(said(editions, rules, party="KEN"))
    assert "annual report 2019 newly asked, missing" in told
    assert "fell due" not in told


@pytest.mark.parametrize(
    ("obligation", "items", "named"),
    [
        ("annual_report", ["2018"], "annual report 2018"),
        ("annual_report", ["2017", "2018", "2019"], "annual reports 2017, 2018 and 2019"),
        ("national_report", ["4"], "Fourth national report"),
        ("import_response", ["x"], "import response x"),  # its name is too long for a sentence
        ("contacts", [""], "contacts"),
    ],
)
def test_items_are_called_by_short_names(obligation: str, items: list[str], named: str) -> None:
    names = {
        ("c", "national_report", "4"): "Fourth national report",
        ("c", "import_response", "x"): "Dustable powder formulations of benomyl and others",
    }
    days = date(2014, 12, 31), date(2019, 12, 31)
    assert Wording({}, names, {}, *days).named("c", obligation, items) == named


def test_items_are_counted_in_the_plural() -> None:
    assert counted("import_response", 7) == "7 import responses"
    assert counted("import_response", 1) == "1 import response"
    assert counted("contacts", 2) == "2 contacts"


@pytest.mark.parametrize(
    ("due", "fell"),
    [
        (date(2014, 12, 31), False),  # the last day of the first period
        (date(2015, 1, 1), True),
        (date(2019, 12, 31), True),
        (date(2020, 1, 1), False),
    ],
)
def test_what_fell_due_between_the_two_runs(due: date, fell: bool) -> None:
    key = ("stockholm", "implementation_plan_update", "x")
    names = Wording({}, {}, {key: due}, date(2014, 12, 31), date(2019, 12, 31))
    assert names.fell_due(key) is fell
    assert not names.fell_due(("stockholm", "contacts", ""))
