"""Runs: a finished run, and its folder as it is written and read back."""

from .files import held, write_bytes, write_files
from .folder import check_folder, write_exports, write_folder
from .inputs import keep_input_folder, keep_inputs
from .listing import write_listed
from .reading import is_run, read_run
from .record import AGAIN
from .refused import RefusedError, refusal, write_refused
from .run import Computation, Run
from .tables import csv_bytes, output_tables

__all__ = [
    "AGAIN",
    "Computation",
    "RefusedError",
    "Run",
    "check_folder",
    "csv_bytes",
    "held",
    "is_run",
    "keep_input_folder",
    "keep_inputs",
    "output_tables",
    "read_run",
    "refusal",
    "write_bytes",
    "write_exports",
    "write_files",
    "write_folder",
    "write_listed",
    "write_refused",
]
