"""Exports: the tables of a run as files that people and machines take."""

from .answer import answer_bytes, write_answer
from .outputs import write_run
from .reminders import write_reminders
from .workbook import workbook_bytes

__all__ = [
    "answer_bytes",
    "workbook_bytes",
    "write_answer",
    "write_reminders",
    "write_run",
]
