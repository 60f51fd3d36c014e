"""Whether a run rests on a register that ships with the program, whose items and dates are
invented."""

import hashlib

from ..runs import Run
from ..submissions.schemas import data_folder

REGISTER = "submissions.csv"


def rests_on_sample(run: Run) -> bool:
    """Whether one of the inputs of a run is a sample register, byte for byte.

    Its scores are those that were published; which items were sent, and when, is invented. So
    neither the items nor what came on time says anything of a State.
    """
    return not _inputs(run).isdisjoint(_samples())


def _inputs(run: Run) -> set[str]:
    """The SHA-256 of each input."""
    if run.computation:
        return {file.sha256 for file in run.register.files}
    listed = run.record.get("inputs")
    entries = listed if isinstance(listed, list) else []
    return {str(entry.get("sha256")) for entry in entries if isinstance(entry, dict)}


def _samples() -> set[str]:
    folders = (data_folder() / "sample_data").iterdir()
    registers = (folder / REGISTER for folder in folders if folder.is_dir())
    return {hashlib.sha256(file.read_bytes()).hexdigest() for file in registers}
