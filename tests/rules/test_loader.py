"""The loader refuses every faulty rule file with a message that names file and key.

Each file of bad_rules/ is named for its one fault and takes the place of a good file.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sdg1241.errors import RuleFileError
from sdg1241.rules import load_rules

BAD = Path(__file__).parent / "bad_rules"
GOOD = Path(__file__).resolve().parents[2] / "sdg1241" / "rules"

# fault: (the file it stands for, the key that the message names, words of the message)
FAULTS = {
    "blank_citation": ("basel", "obligation[1].legal_basis", "is empty"),
    "coverage_above_100": ("editions", "edition[1].coverage", "expected 0 to 100, got 175"),
    "cycle_reversed": ("cycles", "cycle[1].ends", "lies before its start"),
    "cycle_used_twice": ("cycles", "cycle.id", "'2015' is used twice"),
    "cycles_that_overlap": ("cycles", "cycle.2020.starts", "does not follow 2014-12-31"),
    "cycles_with_a_gap": ("cycles", "cycle.2020.starts", "does not follow 2014-12-31"),
    "date_as_text": ("basel", "entry_into_force", "expected a date, got '5 May 1992'"),
    "dates_reversed": ("basel", "obligation[1].valid_until", "lies before valid_from"),
    "due_date_twice": ("basel", "obligation[1].due", "needs either 'after' or 'column'"),
    "edition_lists_items_twice": ("editions", "edition[1].items", "'annual_report of basel in 2020' is used twice"),
    "edition_names_an_item_twice": ("editions", "edition[1].items[1].items", "names something twice"),
    "edition_of_unknown_cycle": ("editions", "edition.2026-10.items", "no cycle 2021"),
    "edition_of_unknown_item": ("editions", "edition.2026-10.items", "implementation_plan_update has no item cop-44"),
    "edition_of_unknown_obligation": ("editions", "edition[1].items[1].obligation", "no obligation 'monthly_report'"),
    "edition_used_twice": ("editions", "edition.id", "'2026-10' is used twice"),
    "exception_for_no_cycle": ("basel", "obligation.annual_report.exception", "no cycle 2021"),
    "exception_for_no_item": ("basel", "obligation.annual_report.exception", "has no item twenty-seventeen"),
    "list_instead_of_tables": ("basel", "obligation[1]", "expected a table, got 'annual_report'"),
    "listed_items_without_a_cycle": ("basel", "obligation[1].in_cycle", "missing"),
    "listed_items_without_a_date": ("basel", "obligation[1].dated_by", "missing"),
    "missing_citation": ("basel", "obligation[1].legal_basis", "missing"),
    "missing_source": ("basel", "source", "missing"),
    "name_of_another_file": ("basel", "convention", "'bale' does not match the file's name"),
    "no_cycle": ("cycles", "cycle", "missing"),
    "no_default_edition": ("editions", "edition.default", "exactly one edition is the default"),
    "not_toml": ("basel", "file", "is not TOML"),
    "not_utf8": ("basel", "file", "is not TOML"),
    "overlapping_dates": ("basel", "obligation.annual_report", "two entries hold at the same time"),
    "points_as_text": ("basel", "obligation[1].points", "expected a number, got '1 pt'. Write the unit in 'unit'."),
    "points_not_a_number": ("basel", "obligation[1].points", "expected a finite number, got NaN"),
    "points_zero": ("basel", "obligation[1].points", "expected more than 0, got 0"),
    "role_of_two_obligations": ("basel", "obligation.focal_point", "belongs to two obligations"),
    "roles_beside_items": ("basel", "obligation[1].requires", "stands beside 'items'"),
    "series_used_twice": ("basel", "series", "SG_HAZ_CMRROTDAM is used in rotterdam.toml too"),
    "two_default_editions": ("editions", "edition.default", "exactly one edition is the default"),
    "unknown_column": ("basel", "obligation[1].dated_by", "annex_iii has no column 'listed_on'"),
    "unknown_items_table": ("basel", "obligation[1].items", "'annex_iv' is not known"),
    "unknown_key": ("basel", "obligation[1].weigth", "unknown key"),
    "unknown_key_at_the_top": ("basel", "colour", "unknown key"),
    "unknown_word": ("basel", "obligation[1].counts", "'sometimes' is not known"),
    "without_obligations": ("basel", "obligation", "missing"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the rule files that ship with the package."""
    for path in GOOD.glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def refusal(folder: Path) -> str:
    with pytest.raises(RuleFileError) as refused:
        load_rules(folder)
    message = str(refused.value)
    assert "\n" not in message
    return message


def test_the_copied_folder_loads(folder: Path) -> None:
    assert load_rules(folder).editions == load_rules().editions


def test_each_bad_file_is_listed_with_its_fault() -> None:
    assert {path.stem for path in BAD.glob("*.toml")} == set(FAULTS)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_refused_with_file_and_key(folder: Path, fault: str) -> None:
    name, key, words = FAULTS[fault]
    shutil.copyfile(BAD / f"{fault}.toml", folder / f"{name}.toml")
    message = refusal(folder)
    assert message.startswith(f"{folder / name}.toml: {key}: "), message
    assert words in message
    assert message.endswith("."), "the message ends with what to do"


@pytest.mark.parametrize("name", ["cycles", "editions", "basel"])
def test_a_file_that_a_folder_lacks_is_the_shipped_one(folder: Path, name: str) -> None:
    (folder / f"{name}.toml").unlink()
    loaded, shipped = load_rules(folder), load_rules()
    assert (loaded.conventions, loaded.cycles, loaded.editions) == (
        shipped.conventions,
        shipped.cycles,
        shipped.editions,
    )


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith(f"{tmp_path}: folder: holds no convention")


ORDINARY_EDITS: dict[str, Callable[[str], str]] = {
    "a comment": lambda text: "# compared with the source again\n" + text,
    "another note": lambda text: text.replace('note = "', 'note = "Read on. ', 1),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("edit", ORDINARY_EDITS)
def test_an_ordinary_edit_is_taken(folder: Path, edit: str) -> None:
    path = folder / "basel.toml"
    path.write_bytes(ORDINARY_EDITS[edit](path.read_text("utf-8")).encode())
    assert [o.points for o in load_rules(folder).convention("basel").obligations] == [1, 1]


# what is changed in a shipped file: (file, what stands there, what takes its place, key of the
# message, its words)
SLIPS = {
    "dated by a text": (
        "rotterdam",
        'dated_by = "listed_year"',
        'dated_by = "chemical"',
        "obligation[2].dated_by",
        "neither dates nor years",
    ),
    "exists from a text": (
        "rotterdam",
        'exists_from = "listed_year"',
        'exists_from = "cas"',
        "obligation[2].exists_from",
        "listed_year",
    ),
    "due on a text": (
        "stockholm",
        'column = "plan_update_due"',
        'column = "adopted_by"',
        "obligation[3].due",
        "plan_update_due",
    ),
    "items forgotten": (
        "basel",
        'items = "calendar years"',
        "",
        "obligation[2].in_cycle",
        "without a table of items",
    ),
    "dated without items": (
        "basel",
        "lapses = true",
        'dated_by = "due"',
        "obligation[1].dated_by",
        "without a table of items",
    ),
    "free without items": (
        "basel",
        "lapses = true",
        "earned_when_not_bound = true",
        "obligation[1].earned_when_not_bound",
        "without a table",
    ),
    "due by a column without items": (
        "basel",
        'after = "entry into force for the Party", months = 3',
        'column = "due"',
        "obligation[1].due.column",
        "without a table",
    ),
    "due after a year without years": (
        "basel",
        'after = "entry into force for the Party"',
        'after = "the end of the year reported on"',
        "obligation[1].due.after",
        "calendar years",
    ),
    "due before the event": (
        "basel",
        "months = 3",
        "months = -3",
        "obligation[1].due.months",
        "expected 0 to 1200",
    ),
    "due beyond the calendar": (
        "basel",
        "months = 12",
        "months = 999999999",
        "obligation[2].due.months",
        "expected 0 to 1200",
    ),
    "points too fine": (
        "basel",
        "points = 1\n",
        "points = 1e-30\n",
        "obligation[1].points",
        "cannot be used",
    ),
    "points too large": (
        "basel",
        "points = 1\n",
        "points = 1e30\n",
        "obligation[1].points",
        "cannot be used",
    ),
    "role without a name": (
        "basel",
        '"competent_authority"]',
        '""]',
        "obligation[1].requires",
        "is not a code",
    ),
    "obligation in words": (
        "basel",
        'id = "contacts"',
        'id = "Contacts"',
        "obligation[1].id",
        "is not a code",
    ),
    "two exceptions for a cycle": (
        "minamata",
        "[[obligation.exception]]",
        (
            "[[obligation.exception]]\ncycle = 2020\nitems = []\nnote ="
            ' "More."\n[[obligation.exception]]'
        ),
        "obligation[2].exception",
        "cycle 2020 is used twice",
    ),
    "deposit before itself": (
        "basel",
        "days_after_deposit = 90",
        "days_after_deposit = -90",
        "entry_for_party.days_after_deposit",
        "expected 0 to 36600",
    ),
    "early deposits in other words": (
        "montreal",
        'early_deposit = "bound',
        'early_deposit = "not bound',
        "entry_for_party.early_deposit",
        "is not known",
    ),
    "entry without its article": (
        "stockholm",
        'legal_basis = "Article 26, paragraphs 1 and 2"',
        "",
        "entry_for_party.legal_basis",
        "missing",
    ),
    "a series without the mark": (
        "basel",
        'indicator = "12.4.1"',
        "",
        "series",
        "has no meaning without 'indicator'",
    ),
    "a mark without a series": (
        "basel",
        'series = "SG_HAZ_CMRBASEL"',
        "",
        "series",
        "missing",
    ),
    "a series that the data structure lacks": (
        "basel",
        "SG_HAZ_CMRBASEL",
        "SG_HAZ_CMRBALE",
        "series",
        "'SG_HAZ_CMRBALE' is no series of 12.4.1 in the SDG data structure",
    ),
    "a mark of another indicator": (
        "basel",
        'indicator = "12.4.1"',
        'indicator = "12.4.2"',
        "indicator",
        "'12.4.2' is not known",
    ),
    "a short name that no sheet can bear": (
        "basel",
        'short_name = "Basel Convention"',
        'short_name = "Basel: Convention"',
        "short_name",
        "cannot name a sheet",
    ),
    "a short name used twice": (
        "rotterdam",
        'short_name = "Rotterdam Convention"',
        'short_name = "basel convention"',
        "short_name",
        "basel convention is used in basel.toml too",
    ),
    "decimals below none": (
        "editions",
        "decimals = 5",
        "decimals = -1",
        "edition[1].decimals",
        "expected 0 to 5",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_shipped_file_is_refused(folder: Path, slip: str) -> None:
    name, there, instead, key, words = SLIPS[slip]
    path = folder / f"{name}.toml"
    text = path.read_text("utf-8")
    assert there in text
    path.write_text(text.replace(there, instead, 1), "utf-8")
    message = refusal(folder)
    assert message.startswith(f"{path}: {key}: "), message
    assert words in message
