"""The parts of a saved workbook in one form: the same bytes on every system, and readable beyond
Excel.

openpyxl writes XML that Excel and LibreOffice take and that other readers stumble over: R's
openxlsx, and exceljs, which web pages use to show a workbook. What they need is done here, once for
every workbook.
"""

import re
from pathlib import PurePosixPath
from posixpath import relpath
from xml.etree.ElementTree import Element, canonicalize, fromstring, tostring

DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = re.compile(r"xl/worksheets/sheet[0-9]+\.xml")
NAMES = (  # of comments and their drawing: openpyxl's, and the only ones that exceljs looks for
    (r"xl/comments/comment([0-9]+)\.xml", r"xl/comments\1.xml"),
    (r"xl/drawings/commentsDrawing([0-9]+)\.vml", r"xl/drawings/vmlDrawing\1.vml"),
)
# what a font holds, in the order in which Excel writes it and the schemas of Office want it
FONT = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz"),
    *("color", "name", "family", "charset", "scheme"),
)
VML = {  # openxlsx searches the text for these prefixes
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "urn:schemas-microsoft-com:office:excel": "x",
}


def renamed(name: str) -> str:
    """The name under which a part is stored; text that holds such names is treated alike."""
    for found, wanted in NAMES:
        name = re.sub(found, wanted, name)
    return name


def normal(name: str, data: bytes) -> bytes:
    """A part as it is stored.

    Args:
        name: of the part, as openpyxl chose it.
        data: its XML, as openpyxl wrote it, with lxml or without.
    """
    if SHEET.fullmatch(name):
        return DECLARATION + _sheet(data)
    if name.endswith(".vml"):
        data = _vml(data)
    text = canonicalize(data)
    if name.endswith(".rels"):
        text = _relative(PurePosixPath(name), renamed(text))
    elif name == "[Content_Types].xml":
        text = renamed(text)
    elif name.startswith("xl/drawings/drawing"):
        text = _prefixed(text)
    elif name.startswith("xl/comments/"):
        text = re.sub(r"<text><t[^>]*>(.*?)</t></text>", _run, text, flags=re.DOTALL)
    elif name == "xl/styles.xml":
        text = re.sub(r"<font>(.*?)</font>", _font, text)
    elif name == "xl/workbook.xml":
        text = text.replace("<definedNames></definedNames>", "")
    return DECLARATION + _collapsed(text.encode())


def _collapsed(xml: bytes) -> bytes:
    """Empty elements in one tag. Neither `<` nor `>` stands in text as itself."""
    return re.sub(rb"<([\w:]+)([^<>]*)></\1>", rb"<\1\2/>", xml)


def _relative(name: PurePosixPath, text: str) -> str:
    """Targets from where the part of these relationships stands, not from the root."""
    base = f"/{name.parent.parent}" if len(name.parts) > 2 else "/"

    def target(found: re.Match[str]) -> str:
        return f'Target="{relpath(found[1], base)}"'

    return re.sub(r'Target="(/[^"]*)"', target, text)


def _prefixed(text: str) -> str:
    """A drawing whose own elements bear the prefix that exceljs looks for."""
    text = re.sub(r"<(/?)(\w+)(?=[ />])", r"<\1xdr:\2", text)
    return text.replace(" xmlns=", " xmlns:xdr=", 1)


def _run(text: re.Match[str]) -> str:
    """The text of a comment as a run: exceljs finds no other."""
    return f'<text><r><t xml:space="preserve">{text[1]}</t></r></text>'


def _font(text: re.Match[str]) -> str:
    """A font with its properties in order."""
    held = {part[2]: part[1] for part in re.finditer(r"(<(\w+)[^<>]*></\w+>)", text[1])}
    return f"<font>{''.join(held[name] for name in FONT if name in held)}</font>"


def _vml(data: bytes) -> bytes:
    """The drawing of comments with its usual prefixes, declared on its root."""

    def short(name: str) -> str:
        space, _, local = name.removeprefix("{").rpartition("}")
        return f"{VML[space]}:{local}" if space else local

    root = fromstring(data)  # noqa: S314  (written by this program a moment ago)
    for element in root.iter():
        element.tag = short(element.tag)
        attributes = {short(key): value for key, value in element.attrib.items()}
        element.attrib.clear()
        element.attrib.update(attributes)
    declared = Element(root.tag, {f"xmlns:{prefix}": space for space, prefix in VML.items()})
    declared.extend(root)
    return tostring(declared)


def _sheet(data: bytes) -> bytes:
    """A worksheet. Canonical XML is slow on long ones; there the two ways of writing XML differ in
    the form of empty elements and in characters beyond ASCII alone."""
    before, tag, rest = data.replace(b" />", b"/>").partition(b"<sheetData>")
    cells, end, after = rest.partition(b"</sheetData>")
    cells = (
        cells.replace(b'"></c>', b'"/>').replace(b'"></row>', b'"/>').replace(b"<v></v>", b"<v/>")
    )
    whole = b"".join((_collapsed(before), tag, cells, end, _collapsed(after)))
    return re.sub(rb"&#([0-9]{3,7});", lambda code: chr(int(code[1])).encode(), whole)
