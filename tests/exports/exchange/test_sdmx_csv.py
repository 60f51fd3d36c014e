import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sdg1241.exports.exchange import Exchange, exchange_files

VERSIONS = {"1.0": 1, "2.0": 3}  # leading columns before the components


def _numbered(row: dict[str, Any]) -> dict[str, Any]:
    """pysdmx writes the measure 40 as 40.0: it is compared as the number it is."""
    return row | {"OBS_VALUE": Decimal(row["OBS_VALUE"])}


@pytest.fixture(scope="module")
def files(both: Exchange) -> dict[str, bytes]:
    return exchange_files(both, ["sdmx-csv"])


@pytest.mark.parametrize("version", VERSIONS)
def test_every_cell_is_there_for_any_reader_of_csv(
    files: dict[str, bytes], both: Exchange, version: str
) -> None:
    text = files[f"sdg_12_4_1_2015_2020_sdmx_{version}.csv"].decode()
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    leading = VERSIONS[version]
    assert header[leading:] == both.observations.columns
    assert [row[leading:] for row in rows] == [
        [v or "" for v in row] for row in both.observations.rows()
    ]


def test_the_leading_columns_name_dataflow_and_action(files: dict[str, bytes]) -> None:
    first, second = (
        files[f"sdg_12_4_1_2015_2020_sdmx_{v}.csv"].decode().splitlines() for v in VERSIONS
    )
    assert first[0].startswith("DATAFLOW,FREQ,REPORTING_TYPE,SERIES,REF_AREA,SEX,")
    assert first[1].startswith("IAEG-SDGs:DF_SDG_GLH(1.24),A,G,SG_HAZ_CMRBASEL,1,_T,")
    assert second[0].startswith("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,")
    assert second[1].startswith("dataflow,IAEG-SDGs:DF_SDG_GLH(1.24),R,A,G,SG_HAZ_CMRBASEL,1,_T,")


def test_one_version_alone_is_the_same_file(both: Exchange, files: dict[str, bytes]) -> None:
    for version in VERSIONS:
        assert exchange_files(both, [f"sdmx-csv-{version}"]).items() <= files.items()


@pytest.mark.parametrize("version", VERSIONS)
def test_pysdmx_reads_every_cell_back(
    files: dict[str, bytes], both: Exchange, tmp_path: Path, version: str
) -> None:
    io_ = pytest.importorskip("pysdmx.io")
    pytest.importorskip("pandas")
    path = tmp_path / "data.csv"
    path.write_bytes(files[f"sdg_12_4_1_2015_2020_sdmx_{version}.csv"])
    read = io_.read_sdmx(path, validate=True).data[0]
    assert read.short_urn == "Dataflow=IAEG-SDGs:DF_SDG_GLH(1.24)"
    rows = [{c: v or None for c, v in row.items()} for row in read.data.to_dict("records")]
    assert [_numbered(row) for row in rows] == [
        _numbered(row) for row in both.observations.rows(named=True)
    ]


def test_sdmx1_reads_every_cell_of_2_0_back(
    files: dict[str, bytes], both: Exchange, sdmx1_structure: Any
) -> None:
    sdmx, structure = sdmx1_structure
    content = io.BytesIO(files["sdg_12_4_1_2015_2020_sdmx_2.0.csv"])
    content.name = "data.csv"
    observations = sdmx.read_sdmx(content, format="csv", structure=structure).data[0].obs
    blank = dict.fromkeys(both.observations.columns)
    read = []
    for one in observations:
        cells = {**one.key.values, **one.attrib, "OBS_VALUE": one.value}
        read.append(blank | {name: getattr(v, "value", v) or None for name, v in cells.items()})
    assert pl.DataFrame(read, schema=both.observations.schema).rows() == both.observations.rows()
