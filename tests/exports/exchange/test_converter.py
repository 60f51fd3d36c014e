"""The workbook, read as the SDMX Converter's guide says: by its parameters alone, knowing nothing
of our writer."""

import io
import re
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string, coordinate_to_tuple

from sdg1241.exports.exchange import Exchange, exchange_files
from sdg1241.reference import sdg_structure

NOT_DATA = ("Param", "Val", "Trans")


def _read(content: bytes) -> list[dict[str, str]]:
    """Every observation of the workbook: component to text. Blank cells and skipped components are
    left out."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    parameters = [list(row) for row in book["Parameters"].iter_rows(values_only=True)]
    options = {row[5]: row[6] for row in parameters[:2]}
    assert parameters[0][:4] == ["Element", "Type", "PosType", "Position"]
    first_row, first_column = coordinate_to_tuple(options["DataStart"])
    found = []
    for sheet in book.worksheets:
        if sheet.title.startswith(NOT_DATA):
            continue
        for row in range(first_row, sheet.max_row + 1):
            for column in range(first_column, first_column + int(options["NumColumns"])):
                cells: dict[str, Any] = {"OBS_VALUE": sheet.cell(row, column).value}
                for element, _, kind, position, *_ in parameters[1:]:
                    if kind == "FIX":
                        cells[element] = position
                    elif kind == "COLUMN":
                        cells[element] = sheet.cell(row, column_index_from_string(position)).value
                    elif kind == "ROW":
                        cells[element] = sheet.cell(int(position), column).value
                    else:
                        assert kind == "SKIP"
                found.append(
                    {name: _text(value) for name, value in cells.items() if value is not None}
                )
    return found


def _text(value: object) -> str:
    return re.sub(r"\.0$", "", repr(value)) if isinstance(value, float) else str(value)


@pytest.mark.parametrize("name", ["plain", "both"])
def test_an_independent_reader_finds_the_same_observations(
    name: str, request: pytest.FixtureRequest
) -> None:
    data: Exchange = request.getfixturevalue(name)
    (content,) = exchange_files(data, ["sdmx-converter"]).values()
    ours = [
        {c: v for c, v in row.items() if v is not None}
        for row in data.observations.rows(named=True)
    ]
    assert sorted(map(sorted, map(dict.items, _read(content)))) == sorted(
        map(sorted, map(dict.items, ours))
    )


def test_the_parameters_place_every_component_once(plain: Exchange) -> None:
    (content,) = exchange_files(plain, ["sdmx-converter"]).values()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Parameters", "2020"]
    placed = {
        row[0]: list(row[1:4]) for row in book["Parameters"].iter_rows(min_row=2, values_only=True)
    }
    assert set(placed) == set(sdg_structure()[0]["component"]) - {"OBS_VALUE"}
    assert placed["SERIES"] == ["DIM", "COLUMN", "A"]
    assert placed["REF_AREA"] == ["DIM", "COLUMN", "B"]
    assert placed["TIME_PERIOD"] == ["DIM", "ROW", "1"]
    assert placed["TIME_DETAIL"] == ["ATT", "ROW", "2"]
    assert placed["UNIT_MEASURE"] == ["ATT", "FIX", "PT"]
    assert placed["COMMENT_TS"] == ["ATT", "SKIP", None]
    assert (book["Parameters"]["F1"].value, book["Parameters"]["G1"].value) == ("DataStart", "F3")
    assert (book["Parameters"]["F2"].value, book["Parameters"]["G2"].value) == ("NumColumns", "1")


def test_a_person_finds_codes_as_text_and_names_beside_them(plain: Exchange) -> None:
    (content,) = exchange_files(plain, ["sdmx-converter"]).values()
    sheet = openpyxl.load_workbook(io.BytesIO(content))["2020"]
    rows = list(sheet.iter_rows(max_row=5, values_only=True))
    assert rows[0] == ("SERIES", "REF_AREA", "Area", "NATURE", "COMMENT_OBS", "2020")
    assert rows[1] == (None, None, None, None, None, "2015-2019")
    assert rows[2] == ("SG_HAZ_CMRBASEL", "1", "World", "N", None, 50.54054)
    assert rows[4] == ("SG_HAZ_CMRBASEL", "4", "Afghanistan", "C", None, 33.33333)


def test_the_same_run_gives_the_same_bytes(both: Exchange) -> None:
    assert exchange_files(both, ["sdmx-converter"]) == exchange_files(both, ["sdmx-converter"])
