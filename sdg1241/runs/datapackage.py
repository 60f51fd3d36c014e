"""datapackage.json: the CSV tables of a run described so that any Frictionless tool can read and
check them."""

import hashlib
import json
from typing import Any

from ..submissions.schemas import data_folder


def datapackage_bytes(name: str, title: str, files: dict[str, bytes]) -> bytes:
    """A Frictionless Data Package of CSV files.

    Args:
        name: the package's name, lower case with hyphens.
        title: what the package holds.
        files: the content of each file by its name, which is that of its schema in schemas/ and
            `.csv`.
    """
    resources = [_resource(file, data) for file, data in files.items()]
    package = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "resources": resources,
    }
    return (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()


def _resource(file: str, data: bytes) -> dict[str, Any]:
    table = file.removesuffix(".csv")
    schema = json.loads((data_folder() / "schemas" / f"{table}.json").read_text("utf-8"))
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
