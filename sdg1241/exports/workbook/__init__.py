"""The Excel workbook of a run: one sheet for each question that people ask of it."""

from ...runs import Run


def workbook_bytes(run: Run, previous: Run | None = None, language: str = "en") -> bytes:
    """The workbook of a run.

    Args:
        run: what was computed.
        previous: an earlier run; Indicator and Regions then show both side by side with the change.
        language: names of countries and headings in one of the six languages of the United Nations.
            Names of M49 regions, notes and the columns of schemas/ stay English.

    Returns:
        The bytes of an .xlsx file: the same for the same input and the same versions of what the
        program depends on.

    Raises:
        UsageError: there are no names in that language.
    """
    from .book import workbook_of  # openpyxl and all sheets, which other commands do not need

    return workbook_of(run, previous, language)
