"""Exports: the tables of a run as files that people and machines take."""

from .answer import write_answer
from .files import held, write_bytes
from .folder import write_findings, write_run
from .previous import Previous, read_previous
from .reminders import write_reminders
from .run import Run
from .tables import csv_bytes, output_tables
from .workbook import workbook_bytes

__all__ = [
    "Previous",
    "Run",
    "csv_bytes",
    "held",
    "output_tables",
    "read_previous",
    "workbook_bytes",
    "write_answer",
    "write_bytes",
    "write_findings",
    "write_reminders",
    "write_run",
]
