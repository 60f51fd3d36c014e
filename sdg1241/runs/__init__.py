"""Runs: a finished run, and its folder as it is written and read back."""

from .files import held, write_bytes
from .folder import write_findings, write_folder
from .reading import read_run
from .record import AGAIN
from .refused import RefusedError
from .run import Computation, Run
from .tables import csv_bytes, output_tables

__all__ = [
    "AGAIN",
    "Computation",
    "RefusedError",
    "Run",
    "csv_bytes",
    "held",
    "output_tables",
    "read_run",
    "write_bytes",
    "write_findings",
    "write_folder",
]
