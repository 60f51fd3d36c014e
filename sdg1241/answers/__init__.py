"""Answers to the questions that follow a number."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .country import CountryView, country_view
from .explain import Explanation, explain
from .naming import find_area, find_group, find_party, group_parties, party_name
from .outstanding import outstanding, when_due
from .rule_book import maxima_by_cycle, rule_book
from .what_if import WhatIf, what_if

if TYPE_CHECKING:
    from .comparison import Comparison, compare
    from .reconciliation import Reconciliation, reconcile, reconcile_area

__all__ = [
    "Comparison",
    "CountryView",
    "Explanation",
    "Reconciliation",
    "WhatIf",
    "compare",
    "country_view",
    "explain",
    "find_area",
    "find_group",
    "find_party",
    "group_parties",
    "maxima_by_cycle",
    "outstanding",
    "party_name",
    "reconcile",
    "reconcile_area",
    "rule_book",
    "what_if",
    "when_due",
]
_HOMES = {
    "Comparison": "comparison",
    "compare": "comparison",
    "Reconciliation": "reconciliation",
    "reconcile": "reconciliation",
    "reconcile_area": "reconciliation",
}


def __getattr__(name: str) -> Any:
    """Import a large answer when it is first asked for, so that the others do not wait for it."""
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
