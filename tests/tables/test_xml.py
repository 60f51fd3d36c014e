"""XML of others: elements one by one; nothing declared, fetched, expanded or kept."""

from pathlib import Path

import pytest

from sdg1241.errors import InputError
from sdg1241.tables.xml_file import BLOCK, LONGEST_TAG, Element, elements, is_xml

BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<m v="&b;"/>'
)
OUTSIDE = '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/hostname">]><m>&a;</m>'


def read(path: Path, text: str | bytes) -> list[Element]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(elements(path, "Give another file."))


def test_starts_and_ends_come_in_order_with_their_lines(tmp_path: Path) -> None:
    text = '<a:m xmlns:a="urn:x">\n <Obs V="1" a:hidden="2"/>\n</a:m>'
    assert read(tmp_path / "m.xml", text) == [
        Element(1, "m", {}, opens=True),
        Element(2, "Obs", {"V": "1"}, opens=True),
        Element(2, "Obs", {}, opens=False),
        Element(3, "m", {}, opens=False),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_every_encoding_that_a_file_declares_is_read(tmp_path: Path, encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{name}"?><m v="Côte"/>'
    path = tmp_path / "m.xml"
    assert read(path, text.encode(encoding))[0].attributes == {"v": "Côte"}
    assert is_xml(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BILLION_LAUGHS, "document type"),
        (OUTSIDE, "document type"),
        ("<!DOCTYPE html><html></html>", "document type"),
        ("<m>", "not well-formed"),
        ("<m/><m/>", "not well-formed"),
        ("<m v='1' v='2'/>", "not well-formed"),
        ("<m v='&unknown;'/>", "not well-formed"),
        ('<?xml version="1.0" encoding="no-such"?><m/>', "not well-formed"),
        ("<x:m/>", "not well-formed"),
        ("<a>" * 60 + "</a>" * 60, "nested too deeply"),
        (f"<m v='{'x' * (LONGEST_TAG + 3 * BLOCK)}'/>", "longer than any"),
        (f"<m {' ' * (LONGEST_TAG + 3 * BLOCK)}/>", "longer than any"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_no_plain_data_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        read(tmp_path / "m.xml", text)
    assert "\n" not in str(refused.value)


def test_a_long_file_takes_the_memory_of_a_tag(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "m.xml"
    path.write_bytes(b"<m>" + b"<Obs TIME_PERIOD='2020' OBS_VALUE='1'/>" * 250_000 + b"</m>")
    tracemalloc.start()
    count = sum(element.opens for element in elements(path, ""))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 250_001
    assert most < 60 << 20
