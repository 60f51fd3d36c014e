"""Submissions: find and read the tables of an input, judge them, keep the receipts that stand."""

from .dates import Order
from .findings import catalogue, has_errors
from .reading import Register, read_register
from .schemas import table_schema
from .validate import Checked, validate

__all__ = [
    "Checked",
    "Order",
    "Register",
    "catalogue",
    "has_errors",
    "read_register",
    "table_schema",
    "validate",
]
