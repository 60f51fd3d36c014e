"""docs/how_it_works.md: what it names is there, and its steps are those of the code."""

import re
from pathlib import Path

from sdg1241.cli.export import FORMATS

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "how_it_works.md").read_text("utf-8")
PLACES = (ROOT, ROOT / "sdg1241", ROOT / "docs", ROOT / "sdg1241" / "submissions")


def test_every_module_file_and_folder_that_it_names_is_there() -> None:
    named = re.findall(r"`([\w/.]+(?:\.py|\.toml|\.csv|/))`", PAGE)
    assert len(named) >= 20
    data = {"submissions.csv"}  # the input of a user
    missing = [n for n in named if n not in data and not any((p / n).exists() for p in PLACES)]
    # a step may name a second module of the folder that it speaks of
    folders = [p for p in (ROOT / "sdg1241").iterdir() if p.is_dir()]
    assert [n for n in missing if not any((folder / n).exists() for folder in folders)] == []


def test_a_file_format_is_one_module_that_the_door_of_tables_names() -> None:
    door = (ROOT / "sdg1241" / "tables" / "__init__.py").read_text("utf-8")
    formats = sorted((ROOT / "sdg1241" / "tables").glob("*_file.py"))
    assert len(formats) >= 3
    readers = [path.stem for path in formats if path.stem != "xml_file"]  # messages are no tables
    assert [name for name in readers if f".{name} import" not in door] == []


def test_an_export_format_is_named_where_the_page_says() -> None:
    names = (ROOT / "sdg1241" / "exports" / "exchange" / "__init__.py").read_text("utf-8")
    assert [name for name in FORMATS if f'"{name}"' not in names] == []


def test_the_steps_of_a_row_are_the_imports_between_modules() -> None:
    """Each module of the way is reached from the one before: the judge from `validate`, facts and
    receipts from the judge, readers from facts."""
    folder = ROOT / "sdg1241" / "submissions"
    for module, reached in (
        ("validate", "judge"),
        ("judge", "facts"),
        ("judge", "receipts"),
        ("facts", "readers"),
        ("facts", "checks"),
    ):
        text = (folder / f"{module}.py").read_text("utf-8")
        assert re.search(rf"from (\.{reached} import|\. import .*{reached})", text), (
            module,
            reached,
        )
