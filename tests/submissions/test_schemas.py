"""The loader of schemas/ refuses what it would not check, and pandera checks what the files say."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pandera.errors
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdg1241.submissions.schemas import (
    INPUT_TABLES,
    TYPES,
    SchemaFileError,
    broken_constraints,
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


def values_of(field):
    """Blanks, values that a field allows, and values about its limits."""
    if field.type == "date":
        limits = [field.constraints[k] for k in ("minimum", "maximum") if k in field.constraints]
        near = [day + timedelta(days=n) for day in limits for n in (-1, 0, 1)]
        return st.one_of(st.none(), st.sampled_from([*near, date(2020, 2, 29)]), st.dates())
    allowed = st.sampled_from(
        [*field.constraints.get("enum", ["x"]), "KEN", "", "ken", "KEN\n", " KEN"]
    )
    return st.one_of(st.none(), allowed, st.text(max_size=4))


@st.composite
def frames(draw):
    schema = table_schema(draw(st.sampled_from(INPUT_TABLES)))
    rows = draw(st.lists(st.tuples(*map(values_of, schema.fields)), min_size=1, max_size=12))
    return schema, pl.DataFrame(
        rows, schema={f.name: TYPES[f.type] for f in schema.fields}, orient="row"
    )


def found_by_pandera(schema, frame):
    """Column and row of each value that breaks a constraint or is blank and must not be."""
    try:
        pandera_schema(schema.name).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as faults:
        cases = faults.failure_cases
        assert set(cases["check"]) <= {"enum", "pattern", "minimum", "maximum", "not_nullable"}
        return set(cases.select("column", "index").rows())
    return set()


def found_by_the_program(schema, frame):
    broken = {
        (field.name, row)
        for field in schema.fields
        for row in frame.select(broken_constraints(field, field.name).arg_true()).to_series()
    }
    blank = {
        (name, row)
        for name in schema.required
        for row in frame.select(pl.col(name).is_null().arg_true()).to_series()
    }
    return broken | blank


@settings(max_examples=60, deadline=None)
@given(made=frames())
def test_the_program_finds_what_pandera_finds(made):
    """The checks of the program are written in polars, which starts at once; pandera is the oracle
    that keeps them true."""
    schema, frame = made
    assert found_by_the_program(schema, frame) == found_by_pandera(schema, frame)


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
