"""Damage real files: bytes of any file, and the parts inside a workbook."""

import io
import random
import zipfile

INTERESTING = (
    b"\0", b"\xff", b"\r", b"\n", b'"', b";", b"\t", b",", b"=1+1", b"\xef\xbb\xbf", b"9" * 40, b"-1", b"1e309",
    b"<f>1</f>", b"<!DOCTYPE x>", b"&#0;", b"\xc3\xa9", b"\xe2\x80\x8f", b"NaN", b"2020-13-45", b"#REF!", b"\x1a",
)  # fmt: skip


def mutated(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """A damaged copy of `data`; of a workbook either the archive or one of its parts is damaged."""
    if data[:2] == b"PK" and chance.random() < 0.7:
        return _mutated_part(data, chance)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        data = _step(data, others, chance)
    return data


def _mutated_part(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as read,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as write,
    ):
        names = read.namelist()
        chosen = chance.choice(names)
        for name in names:
            part = read.read(name)
            if name == chosen:
                if chance.random() < 0.1:
                    continue
                for _ in range(chance.choice((1, 2, 4))):
                    part = _step(part, [], chance)
            write.writestr(name, part)
    return out.getvalue()


def _step(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    to = min(len(data), at + chance.choice((1, 1, 2, 8, 64, 512)))
    kind = chance.randrange(7)
    if kind == 0 and data:
        at = min(at, len(data) - 1)
        return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
    if kind == 1:
        return data[:at] + data[to:]
    if kind == 2:
        return data[:at] + data[at:to] * chance.choice((2, 3, 50)) + data[to:]
    if kind == 3:
        return data[:at] + chance.choice(INTERESTING) + data[at:]
    if kind == 4:
        return data[:at]
    if kind == 5 and others:
        other = chance.choice(others)
        start = chance.randrange(len(other) + 1)
        return data[:at] + other[start : start + 200] + data[to:]
    return data[:at] + chance.randbytes(to - at) + data[to:]
