"""Reconcile: our values beside the published ones, and one simple reason for every difference that
has one."""

from .answer import Reconciliation
from .national import reconcile_area
from .report import reconcile

__all__ = ["Reconciliation", "reconcile", "reconcile_area"]
