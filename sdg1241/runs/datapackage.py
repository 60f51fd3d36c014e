"""datapackage.json: the CSV tables of a run described so that any Frictionless tool can read and
check them."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from ..submissions.schemas import written_schema


def datapackage_bytes(
    name: str, title: str, files: dict[str, bytes], conventions: Sequence[str] = ()
) -> bytes:
    """A Frictionless Data Package of CSV files.

    Args:
        name: the package's name, lower case with hyphens.
        title: what the package holds.
        files: the content of each file by its name, which is that of its schema in schemas/ and
            `.csv`.
        conventions: keys of those that the columns may name; default: those that ship.
    """
    resources = [_resource(file, data, conventions) for file, data in files.items()]
    package = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "resources": resources,
    }
    return (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()


def _resource(file: str, data: bytes, conventions: Sequence[str]) -> dict[str, Any]:
    table = file.removesuffix(".csv")
    schema = written_schema(table, conventions)
    return {
        "profile": "tabular-data-resource",
        "name": table.replace("_", "-"),
        "title": schema["title"],
        "path": file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": schema,
    }
