"""The loader of schemas/ refuses what it would not check, and pandera checks what the files say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sdg1241.submissions.schemas import (
    SchemaFileError,
    data_folder,
    pandera_schema,
    parse_schema,
    table_schema,
)

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(path.stem for path in (ROOT / "schemas").glob("*.json"))
FIELD = {"name": "party", "type": "string"}


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ({**FIELD, "requred": True}, "requred"),
        ({**FIELD, "constraints": {"minLength": 3}}, "minLength"),
        ({**FIELD, "format": "email"}, "format"),
        ({**FIELD, "type": "geopoint"}, "geopoint"),
    ],
)
def test_what_would_go_unchecked_in_a_field_is_refused(field, named):
    with pytest.raises(SchemaFileError, match=named):
        parse_schema({"name": "x", "fields": [field]})


def test_what_would_go_unchecked_in_a_table_is_refused():
    with pytest.raises(SchemaFileError, match="foreignKeys"):
        parse_schema({"name": "x", "fields": [FIELD], "foreignKeys": []})


@pytest.mark.parametrize("name", NAMES)
def test_pandera_has_every_column_and_constraint_of_the_file(name):
    written = json.loads((data_folder() / "schemas" / f"{name}.json").read_text("utf-8"))
    columns = pandera_schema(name).columns
    assert (
        list(columns)
        == [field["name"] for field in written["fields"]]
        == table_schema(name).columns
    )
    for field in written["fields"]:
        constraints = dict(field.get("constraints", {}))
        required = constraints.pop("required", False)
        column = columns[field["name"]]
        assert (column.required, column.nullable) == (required, not required)
        assert {check.error for check in column.checks} == set(constraints)


def test_an_environment_variable_does_not_switch_validation_off(tmp_path):
    table = tmp_path / "submissions.csv"
    table.write_text(
        "party,convention,obligation,received_on\nKEN,basle,focal_point,2015-01-01\n", "utf-8"
    )
    command = [sys.executable, "-m", "sdg1241", "validate", str(table)]
    environment = {**os.environ, "PANDERA_VALIDATION_ENABLED": "False"}
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", env=environment, cwd=ROOT, check=False
    )
    assert done.returncode == 1 and "unknown-convention" in done.stdout
