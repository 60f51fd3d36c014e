"""Exports: the tables of a run as files that people and machines take."""

from .answer import write_answer
from .outputs import write_run
from .reminders import write_reminders
from .workbook import workbook_bytes

__all__ = [
    "workbook_bytes",
    "write_answer",
    "write_reminders",
    "write_run",
]
