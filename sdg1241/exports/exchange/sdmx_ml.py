"""SDMX-ML 2.1, structure-specific: one Series element per series and area, one Obs element per
cycle in it."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from ...reference import sdg_structure
from .observations import Exchange

SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
MESSAGE, COMMON, DATA = f"{SCHEMAS}message", f"{SCHEMAS}common", f"{SCHEMAS}data/structurespecific"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
PREFIXES = {"message": MESSAGE, "common": COMMON, "ss": DATA, "xsi": INSTANCE}
ACTION = "Replace"


def sdmx_ml(exchange: Exchange) -> bytes:
    """The observations as one message. Blank components are left out; the time of the header is the
    last update."""
    settings = exchange.settings
    parts = ("agency", "structure", "structure_version")
    structure = "_".join(settings.sdmx[part] for part in parts).replace(".", "_")
    namespace = structure_namespace(exchange)
    message = ET.Element(
        "message:StructureSpecificData", {f"xmlns:{p}": n for p, n in PREFIXES.items()}
    )
    message.set("xmlns:ns1", namespace)
    _header(message, exchange, structure, namespace)
    data = ET.SubElement(message, "message:DataSet")
    for name, value in (
        ("ss:dataScope", "DataStructure"),
        ("xsi:type", "ns1:DataSetType"),
        ("ss:structureRef", structure),
        ("ss:action", ACTION),
    ):
        data.set(name, value)
    series, last = data, None
    for key, observation in _rows(exchange):
        if key != last:
            series, last = ET.SubElement(data, "Series", key), key
        ET.SubElement(series, "Obs", observation)
    ET.indent(message, " ")
    written: bytes = ET.tostring(message, "utf-8", xml_declaration=True)
    return written + b"\n"


def structure_namespace(exchange: Exchange) -> str:
    """The address under which the structure's own types are known."""
    structure = exchange.settings.structure
    kind = "org.sdmx.infomodel.datastructure.DataStructure"
    return f"urn:sdmx:{kind}={structure}:ObsLevelDim:TIME_PERIOD"


def _header(message: ET.Element, exchange: Exchange, structure: str, namespace: str) -> None:
    settings = exchange.settings
    header = ET.SubElement(message, "message:Header")
    name = exchange.name.removeprefix("sdg_")
    ET.SubElement(header, "message:ID").text = f"{settings.sender}_{name}"
    ET.SubElement(header, "message:Test").text = "false"
    ET.SubElement(header, "message:Prepared").text = f"{settings.last_update.isoformat()}T00:00:00Z"
    ET.SubElement(header, "message:Sender", id=settings.sender)
    ET.SubElement(header, "message:Receiver", id=settings.receiver)
    described = {
        "structureID": structure,
        "namespace": namespace,
        "dimensionAtObservation": "TIME_PERIOD",
    }
    reference = ET.SubElement(
        ET.SubElement(header, "message:Structure", described), "common:Structure"
    )
    sdmx = settings.sdmx
    ET.SubElement(
        reference,
        "Ref",
        agencyID=sdmx["agency"],
        id=sdmx["structure"],
        version=sdmx["structure_version"],
    )
    ET.SubElement(header, "message:DataSetAction").text = ACTION
    ET.SubElement(header, "message:DataSetID").text = sdmx["structure"]


def _rows(exchange: Exchange) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The attributes of the series and of the observation, row by row; rows of one series stand
    together."""
    components = sdg_structure()[0]
    in_series = {
        row["component"]
        for row in components.iter_rows(named=True)
        if row["role"] == "dimension" or row["attached_to"] == "series"
    }
    for row in exchange.observations.iter_rows(named=True):
        held = {name: value for name, value in row.items() if value is not None}
        yield (
            {name: value for name, value in held.items() if name in in_series},
            {name: value for name, value in held.items() if name not in in_series},
        )
