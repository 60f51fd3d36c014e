"""The folder of a finished run: what belongs to it, and its files, each whole or absent."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..errors import OutputError
from .datapackage import datapackage_bytes
from .files import held, refuse_links
from .listing import write_listed
from .owned import RECORD as BESIDE
from .owned import Listed, listed, read_record, refuse_strangers
from .record import RECORD, TABLES, record_bytes
from .refused import REFUSED
from .replacing import JOURNAL, in_journal, replace_all, settle
from .run import Run
from .tables import csv_bytes

DESCRIPTION = "datapackage.json"
EXCHANGE = "exchange"  # folder inside a run's folder for what `export` makes of it
WORKBOOKS = "sdg_12_4_1_*.xlsx"


def check_folder(folder: Path, cycle: int, edition: str, *, force: bool = False) -> None:
    """Ask whether a run may be written into `folder`, which is held, and finish what a command
    that was killed had begun there.

    Args:
        folder: where the run is to go.
        cycle, edition: of the run.
        force: replace a run of another cycle or edition, and files of another origin.

    Raises:
        OutputError: the folder holds the run of another cycle or edition, or a file in the place
            of an output that no record lists or that was altered since; the line names them.
    """
    settle(folder)
    earlier = read_record(folder / RECORD) or {}
    held_now = earlier.get("cycle"), earlier.get("edition")
    if earlier and held_now != (cycle, edition) and not force:
        raise OutputError(
            f"{folder}: holds the {_named(*held_now)}. Choose another folder for the"
            f" {_named(cycle, edition)}, or replace it with --force."
        )
    _may_be_replaced(folder, _names(cycle), force=force)


def write_folder(
    folder: Path, run: Run, workbook: bytes, about: dict[str, Any], *, force: bool = False
) -> None:
    """Write every output of a run into `folder`, in place of those of an earlier run.

    What an earlier run of the same cycle and edition wrote there, what was exported of it, and the
    findings of an input that was refused since, are replaced or removed.

    Args:
        folder: made where it does not exist.
        run: what was computed.
        workbook: the Excel workbook of the run.
        about: what the record says of the workbook.
        force: as in `check_folder`.

    Raises:
        OutputError: as in `check_folder`, or the folder cannot be written to.
    """
    files = {f"{name}.csv": csv_bytes(table) for name, table in run.tables.items()}
    title = f"SDG indicator 12.4.1, cycle {run.cycle}, edition {run.edition}"
    files[DESCRIPTION] = datapackage_bytes(f"sdg-12-4-1-{run.cycle}", title, files, run.rules.keys)
    files[_workbook(run.cycle)] = workbook
    files[RECORD] = record_bytes(run, files, about)
    with held(folder):
        check_folder(folder, run.cycle, run.edition, force=force)
        earlier = read_record(folder / RECORD)
        was = _named(earlier.get("cycle"), earlier.get("edition")) if earlier else None
        old = _may_be_replaced(folder, files, force=force)
        replace_all(folder, files, old, {"was": was, "now": _named(run.cycle, run.edition)})


def write_exports(folder: Path, files: dict[str, bytes], *, force: bool = False) -> list[Path]:
    """Write files for exchange into the folder of a run, and list them in the record there.

    Raises:
        OutputError: a file is of another origin or was altered since, or cannot be written.
    """
    refuse_links(folder, f"{EXCHANGE}/{BESIDE}")
    return write_listed(folder / EXCHANGE, files, force=force)


def _may_be_replaced(folder: Path, names: Iterable[str], *, force: bool) -> Listed:
    """The files of the earlier run, its exports and a refused input, with the sums they may have.
    Raises OutputError as `check_folder` does."""
    own = {**in_journal(folder)}
    for name, sums in _own(folder).items():
        own.setdefault(name, set()).update(sums)
    own.pop(JOURNAL, None)
    return refuse_strangers(folder, names, own, _others(folder), force=force)


def _own(folder: Path) -> Listed:
    own = listed(folder, RECORD)
    for below in (EXCHANGE, REFUSED):
        refuse_links(folder, f"{below}/{BESIDE}")
        own |= {f"{below}/{name}": sums for name, sums in listed(folder / below, BESIDE).items()}
    return own


def _others(folder: Path) -> list[str]:
    """What stands where outputs stand: workbooks of a run, and files for exchange. None is sought
    behind a link, and none that is hidden."""
    found = [*folder.glob(WORKBOOKS), *sorted((folder / EXCHANGE).rglob("*"))]
    files = (path for path in found if path.is_symlink() or path.is_file())
    names = (path.relative_to(folder) for path in files)
    return [n.as_posix() for n in names if not any(part.startswith(".") for part in n.parts)]


def _names(cycle: int) -> list[str]:
    return [*(f"{name}.csv" for name in TABLES), DESCRIPTION, _workbook(cycle), RECORD]


def _workbook(cycle: int) -> str:
    return f"sdg_12_4_1_{cycle}.xlsx"


def _named(cycle: object, edition: object) -> str:
    return f"run of cycle {cycle}, edition {edition}"
