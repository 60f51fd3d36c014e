"""What the world adds (a listing, an amendment, a round, a cycle, an edition, a changed rule) is
data, never code."""

import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from sdg1241 import read_register, score, validate
from sdg1241.reference import load_reference
from sdg1241.rules import Rules, cycle_items, load_rules, maxima, valid_items

PACKAGE = Path(__file__).resolve().parents[2] / "sdg1241"
Load = Callable[[], Rules]


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    for name in ("rules", "reference"):
        shutil.copytree(
            PACKAGE / name, tmp_path / name, ignore=shutil.ignore_patterns("*.py", "__pycache__")
        )
    return tmp_path


def add(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + text, "utf-8")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), "utf-8")


def maximum(copies: Path, convention: str, cycle: int, edition: str | None = None) -> Decimal:
    rules = load_rules(copies / "rules", load_reference(copies / "reference"))
    items = cycle_items(rules, rules.cycle(cycle), rules.edition(edition))
    return dict(maxima(items).iter_rows())[convention]


def test_a_new_entry_of_annex_iii_raises_the_maximum_from_its_cycle_on(copies: Path) -> None:
    add(
        copies / "reference" / "annex_iii.csv",
        "invented,Invented chemical,,pesticide,COP-13,2027\n",
    )
    assert maximum(copies, "rotterdam", 2030) == Decimal("12.8")
    assert maximum(copies, "rotterdam", 2025) == Decimal("12.2")


def test_a_new_amendment_counts_once_its_update_is_due(copies: Path) -> None:
    add(
        copies / "reference" / "stockholm_amendments.csv",
        "cop-12,COP-12,2025,2026-12-01,2028-12-01\n",
    )
    assert maximum(copies, "stockholm", 2030) == 12
    assert maximum(copies, "stockholm", 2025) == 9


def test_an_amendment_without_a_due_date_waits(copies: Path) -> None:
    add(copies / "reference" / "stockholm_amendments.csv", "cop-12,COP-12,2025,,\n")
    assert maximum(copies, "stockholm", 2030) == 11


@pytest.mark.parametrize(
    ("due", "expected"), [("2029-12-31", 25), ("2030-01-01", 20), ("2024-12-31", 20)]
)
def test_a_new_report_round_belongs_to_the_period_in_which_it_is_due(
    copies: Path, due: str, expected: int
) -> None:
    add(copies / "reference" / "report_rounds.csv", f"minamata,next,Next report,{due}\n")
    assert maximum(copies, "minamata", 2030) == expected


def test_a_new_cycle_is_four_lines(copies: Path) -> None:
    cycle = "\n[[cycle]]\nid = 2035\nstarts = 2030-01-01\nends = 2034-12-31\ncollected = 2035\n"
    add(copies / "rules" / "cycles.toml", cycle)
    assert maximum(copies, "basel", 2035) == 6
    assert maximum(copies, "rotterdam", 2035) == Decimal("12.6")


EDITION = """
[[edition]]
id = "2031-02"
title = "An invented edition"
membership_on = 2031-01-01
coverage = 50
decimals = 3

[[edition.items]]
cycle = 2030
convention = "basel"
obligation = "annual_report"
items = ["2025", "2026"]
note = "Invented."
"""


def test_a_new_edition_replaces_what_it_names_and_nothing_else(copies: Path) -> None:
    add(copies / "rules" / "editions.toml", EDITION)
    assert maximum(copies, "basel", 2030, "2031-02") == 3
    assert maximum(copies, "basel", 2030) == 6
    assert maximum(copies, "basel", 2020, "2031-02") == 6
    assert maximum(copies, "stockholm", 2030, "2031-02") == 11


SUCCESSOR = """
[[obligation]]
id = "annual_report"
label = "Annual national report, weighted"
points = 2.5
unit = "points per report"
items = "calendar years"
in_cycle = "within the period"
counts = "whenever received"
legal_basis = "An invented decision"
last_checked = 2026-10-01
valid_from = 2025-01-01
"""


def test_a_changed_obligation_leaves_earlier_cycles_as_they_were(copies: Path) -> None:
    basel = copies / "rules" / "basel.toml"
    replace(
        basel,
        'legal_basis = "Article 13, paragraph 3"\n',
        'legal_basis = "Article 13"\nvalid_until = 2024-12-31\n',
    )
    add(basel, SUCCESSOR)
    assert maximum(copies, "basel", 2030) == Decimal("13.5")
    assert maximum(copies, "basel", 2025) == 6
    assert maximum(copies, "basel", 2015) == 6
    rules = load_rules(copies / "rules", load_reference(copies / "reference"))
    keys = valid_items(rules).select("convention", "code", "item")
    assert keys.is_duplicated().sum() == 0, "a row of input still stands for one item"


def test_a_new_convention_is_a_file(copies: Path) -> None:
    text = (copies / "rules" / "basel.toml").read_text("utf-8")
    new = (
        re.sub("^(indicator|series) =.*\n", "", text, flags=re.MULTILINE)
        .replace('"basel"', '"invented"')
        .replace('"Basel Convention"', '"Invented Convention"')
        .replace("points = 1\n", "points = 3\n")
    )
    (copies / "rules" / "invented.toml").write_text(new, "utf-8")
    assert maximum(copies, "invented", 2020) == 18
    assert maximum(copies, "basel", 2020) == 6


def test_a_withdrawal_in_the_shipped_table_of_parties_counts(
    copies: Path, write_input: Callable[..., Path]
) -> None:
    path = copies / "reference" / "party_status.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    left = [f"{row},2019-12-31" if row.startswith("basel,KEN,") else f"{row}," for row in rows]
    path.write_text("\n".join([f"{header},withdrawn_on", *left]) + "\n", "utf-8")
    rules = load_rules(copies / "rules", load_reference(copies / "reference"))
    register = read_register(
        write_input(
            submissions="party,convention,obligation,received_on\nKEN,basel,focal_point,2016-01-01\n"
        )
    )
    checked = validate(register, rules)
    counted = {
        cycle: score(checked, rules, cycle).scores.filter(party="KEN")["convention"]
        for cycle in (2015, 2020)
    }
    assert "basel" in counted[2015]
    assert "basel" not in counted[2020]
