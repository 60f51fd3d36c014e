"""An input that was refused: the error that holds its findings, and what is left of it in the
folder of the run."""

from datetime import date
from pathlib import Path

from ..errors import Sdg1241Error
from ..submissions import Checked, Register
from .files import refuse_links
from .listing import write_listed
from .owned import RECORD, read_record
from .tables import csv_bytes

REFUSED = "refused"  # folder inside a run's folder for the findings of an input that was refused
FINDINGS = "findings.csv"


class RefusedError(Sdg1241Error):
    """The input holds errors, so nothing was computed.

    Attributes:
        register: the input as read.
        checked: the input as validated, with every finding.
    """

    def __init__(self, register: Register, checked: Checked) -> None:
        self.register, self.checked = register, checked
        files = ", ".join(file.name for file in register.files)
        if checked.complete:
            rejected = checked.inputs["rows_rejected"].sum()
            problem = f"{rejected} rows hold errors"
        else:
            problem = "a table cannot be used"
        super().__init__(f"{files}: {problem}. 'sdg1241 validate' on it says what is wrong.")


def write_refused(
    folder: Path,
    refused: RefusedError,
    cycle: int,
    edition: str,
    as_of: date | None = None,
    *,
    force: bool = False,
) -> Path:
    """Write the findings of a refused input beside the run that stands, which stays as it is.

    Returns:
        The path of the findings.

    Raises:
        OutputError: the folder cannot be written to.
    """
    refuse_links(folder, f"{REFUSED}/{RECORD}")
    counts = refused.checked.findings["severity"].value_counts().sort("severity")
    about = {
        "cycle": cycle,
        "edition": edition,
        "as_of": as_of.isoformat() if as_of else None,
        "inputs": [{"file": f.name, "sha256": f.sha256} for f in refused.register.files],
        "findings": dict(counts.iter_rows()),
    }
    findings = {FINDINGS: csv_bytes(refused.checked.findings)}
    return write_listed(folder / REFUSED, findings, about=about, force=force)[0]


def refusal(folder: Path) -> str:
    """What to say of a run whose folder was given an input since that was refused; blank text
    where it was not."""
    record = read_record(folder / REFUSED / RECORD)
    if record is None:
        return ""
    return (
        f"{folder}: a later input was refused (cycle {record.get('cycle')}, edition"
        f" {record.get('edition')}), so this is the run before it. See"
        f" {folder / REFUSED / FINDINGS}."
    )
