"""The workbook as a whole: its sheets, made in the order in which they need each other."""

from ...runs import Run
from ..saving import TableBook, saved
from .content import Content
from .due import NAME as DUE
from .due import due_sheet
from .indicator import indicator_sheet
from .language import language as language_of
from .listing import Book
from .meeting import NAME as MEETING
from .meeting import meeting_sheet
from .method import method_sheet
from .records import audit_sheet, findings_sheet, outstanding_sheet
from .regions import regions_sheet
from .styles import Styles
from .summary import summary_sheet
from .unsd import unsd_sheet

ORDER = (
    "Summary",
    "Indicator",
    "Regions",
    MEETING,
    DUE,
    "UNSD",
    "Audit",
    "Outstanding",
    "Method",
    "Findings",
)
SHEETS = tuple(name for name in ORDER if name != DUE)  # those of every workbook


def workbook_of(run: Run, previous: Run | None, language: str) -> bytes:
    """The bytes of the workbook; see `workbook_bytes`."""
    content = Content(run, previous, language_of(language, run.rules))
    workbook = TableBook()
    book = Book(workbook, Styles(workbook, right_to_left=content.language.right_to_left), content)
    scores = indicator_sheet(book, audit_sheet(book))
    areas = regions_sheet(book)
    meeting_sheet(book)
    if run.as_of:
        due_sheet(book)
    unsd_sheet(book)
    outstanding_sheet(book)
    method_sheet(book, scores)
    findings_sheet(book)
    summary_sheet(book, areas)
    _in_order(workbook)
    _describe(workbook, content)
    return saved(workbook)


def _in_order(workbook: TableBook) -> None:
    """Sheets were written in the order in which they need each other; a reader finds them in
    ORDER."""
    names = list(workbook.sheetnames)
    wanted = sorted(names, key=lambda name: ORDER.index(name.rstrip("0123456789 ")))
    for at, name in enumerate(wanted):
        workbook.move_sheet(name, at - workbook.sheetnames.index(name))
    workbook.active = 0


def _describe(workbook: TableBook, content: Content) -> None:
    cycle = content.run.scored.cycle
    about = workbook.properties
    about.title = f"SDG indicator 12.4.1, cycle {cycle.id}"
    about.subject = (
        "Information transmitted by Parties under five conventions on chemicals and waste"
    )
    about.description = f"{content.footer()}. Computed by sdg1241."
    about.keywords = "SDG, 12.4.1, " + ", ".join(c.short_name for c in content.rules.conventions)
    about.category, about.language = "Official statistics", content.language.code
