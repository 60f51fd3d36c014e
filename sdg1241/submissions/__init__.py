"""Submissions: find and read the tables of an input, validate them, keep the rows that stand."""

from .findings import catalogue, has_errors
from .reading import Register, read_register
from .register import Checked, validate
from .schemas import table_schema

__all__ = [
    "Checked",
    "Register",
    "catalogue",
    "has_errors",
    "read_register",
    "table_schema",
    "validate",
]
