"""The folder of a finished run: every file whole or absent, run.json last."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from ..errors import OutputError
from .datapackage import datapackage_bytes
from .files import held, part_of, refuse_links, staged
from .record import RECORD, TABLES, record_bytes
from .run import Run
from .tables import csv_bytes

DESCRIPTION = "datapackage.json"
EXCHANGE = "exchange"  # folder inside a run's folder for what `export` makes of it
EXPORTED = ("sdg_12_4_1_*", "open-sdg*/*/*12-4-1*")
WORKBOOKS = "sdg_12_4_1_*.xlsx"


def write_folder(folder: Path, run: Run, workbook: bytes, about: dict[str, Any]) -> None:
    """Write every output of a run into `folder`, in place of those of an earlier run.

    Args:
        folder: made where it does not exist.
        run: what was computed.
        workbook: the Excel workbook of the run.
        about: what the record says of the workbook.

    Raises:
        OutputError: the folder cannot be written to.
    """
    files = {f"{name}.csv": csv_bytes(table) for name, table in run.tables.items()}
    title = f"SDG indicator 12.4.1, cycle {run.cycle}, edition {run.edition}"
    files[DESCRIPTION] = datapackage_bytes(f"sdg-12-4-1-{run.cycle}", title, files)
    files[f"sdg_12_4_1_{run.cycle}.xlsx"] = workbook
    files[RECORD] = record_bytes(run, files, about)
    _replace_all(folder, files)


def write_findings(folder: Path, findings: pl.DataFrame) -> None:
    """Write findings.csv alone and remove what an earlier run left, so that nothing stale lies
    beside it.

    Raises:
        OutputError: the folder cannot be written to.
    """
    _replace_all(folder, {"findings.csv": csv_bytes(findings)})


def _replace_all(folder: Path, files: dict[str, bytes]) -> None:
    """Put the files in place of those of an earlier run.

    All are written beside their place before the first is moved, so that a full disk leaves the
    earlier run as it was. The record goes first and comes last: a folder without it holds no
    finished run.
    """
    with held(folder):
        parts: dict[str, Path] = {}
        try:
            earlier = _earlier(folder)
            for path in _strays(folder):
                path.unlink()
            for name, data in files.items():
                parts[name] = staged(folder / name, data)
            (folder / RECORD).unlink(missing_ok=True)
            for path in earlier:
                if path.name not in files:
                    path.unlink(missing_ok=True)
            for name, part in parts.items():
                part.replace(folder / name)
        except OSError as fault:
            raise OutputError(
                f"{folder}: cannot be written: {fault.strerror or fault}. Choose another."
            ) from None
        finally:
            for part in parts.values():
                part.unlink(missing_ok=True)


def _earlier(folder: Path) -> list[Path]:
    """What an earlier run and its exports left."""
    names = {DESCRIPTION, *(f"{name}.csv" for name in TABLES)}
    tables = [p for p in sorted(folder.iterdir()) if p.name in names or p.match(WORKBOOKS)]
    return tables + _exported(folder, EXPORTED)


def _strays(folder: Path) -> list[Path]:
    """What a run that was killed left beside the place of its outputs."""
    tables = [
        part_of(folder / name)
        for name in (RECORD, DESCRIPTION, *(f"{name}.csv" for name in TABLES))
    ]
    waiting = [p for p in tables if p.exists() or p.is_symlink()]
    hidden = [str(part_of(Path(pattern))) for pattern in EXPORTED]
    return waiting + sorted(folder.glob(str(part_of(Path(WORKBOOKS))))) + _exported(folder, hidden)


def _exported(folder: Path, patterns: Iterable[str]) -> list[Path]:
    """Files of the folder for exchange; none is sought behind a link."""
    found = []
    for pattern in patterns:
        for path in sorted((folder / EXCHANGE).glob(pattern)):
            refuse_links(folder, str(path.relative_to(folder)))
            found.append(path)
    return found
