"""Every output of a run: the tables and records of `runs`, and the workbook."""

from pathlib import Path

from ..runs import Run, write_folder
from .workbook import workbook_bytes


def write_run(
    folder: Path,
    run: Run,
    previous: Run | None = None,
    language: str = "en",
    *,
    force: bool = False,
) -> None:
    """Write every output of a run into `folder`, in place of those of an earlier run.

    Args:
        folder: made where it does not exist.
        run: what was computed.
        previous: an earlier run that the workbook sets beside this one.
        language: of the workbook: one of the six languages of the United Nations.
        force: replace a run of another cycle or edition, and files of another origin.

    Raises:
        UsageError: there are no names in that language.
        OutputError: the folder holds what may not be replaced, or cannot be written to.
    """
    beside = previous and {
        "cycle": previous.cycle,
        "edition": previous.edition,
        "sha256": previous.sha256,
    }
    about = {"language": language, "previous": beside}
    write_folder(folder, run, workbook_bytes(run, previous, language), about, force=force)
