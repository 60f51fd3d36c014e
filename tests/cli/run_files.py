"""What tests of `sdg1241 run` share: small inputs, and the files that a run writes."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_data" / "2020"
TABLES = {
    "scores": "party m49 area convention series cycle edition points maximum score meets",
    "rates": "party m49 area cycle edition conventions transmission_rate meets_all",
    "aggregates": (
        "group_m49 group convention series cycle edition mean_score parties parties_meeting"
        " coverage published"
    ),
    "audit": (
        "party convention obligation item points maximum outcome received_on reference article"
        " source_file source_row cycle edition"
    ),
    "findings": "code severity file sheet row column value message hint",
}
FILES = {
    *(f"{name}.csv" for name in TABLES),
    "sdg_12_4_1_2020.xlsx",
    "datapackage.json",
    "run.json",
}
KEYS = {
    "scores": ("party", "convention"),
    "rates": ("party",),
    "aggregates": ("group_m49", "convention"),
    "audit": ("party",),
}
HEADER = "party,convention,obligation,item,received_on\n"
GOOD = HEADER + "NAM,basel,annual_report,2015,2016-12-31\nNAM,basel,annual_report,2016,2017-12-31\n"
BAD = GOOD + "NAM,basel,annual_report,2017,2018-13-31\nXQX,basel,annual_report,2017,2018-12-31\n"
PARTIES = "convention,party,entry_into_force\nbasel,NAM,1995-08-13\n"
Program = Callable[..., "CompletedProcess[str]"]
Write = Callable[..., Path]


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def record(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "run.json").read_text("utf-8"))
    return loaded


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
