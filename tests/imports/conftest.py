import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sdg1241 import Rules
from sdg1241.imports import Imported, Mapping, import_informea, load_mapping

FEEDS = Path(__file__).parent / "feeds"
TODAY = date(2026, 1, 31)


@pytest.fixture(scope="session")
def feeds() -> Path:
    return FEEDS


@pytest.fixture(scope="session")
def mapping(rules: Rules) -> Mapping:
    return load_mapping(rules)


@pytest.fixture(scope="session")
def invented(rules: Rules) -> Imported:
    """The invented reports, plans and contacts, imported once."""
    return import_informea(sorted(FEEDS.glob("invented_[rpc]*.json")), rules, today=TODAY)


@pytest.fixture
def save(tmp_path: Path) -> Callable[[str, Any], Path]:
    """`save("page.json", content)`: a file with this JSON, or with these bytes."""

    def write(name: str, content: Any) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return write


@pytest.fixture
def import_records(
    rules: Rules, mapping: Mapping, save: Callable[[str, Any], Path]
) -> Callable[..., Imported]:
    """`import_records({...}, {...})`: import records given as dictionaries, in one file."""
    return lambda *records, **options: import_informea(
        [save("feed.json", list(records))], rules, mapping, today=TODAY, **options
    )


@pytest.fixture(scope="session")
def codes_at() -> Callable[[pl.DataFrame], list[tuple[str, int | None, str]]]:
    """File, row and code of each finding, in order."""
    return lambda findings: findings.select("file", "row", "code").rows()
