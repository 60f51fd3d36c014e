"""Answers to the questions that follow a number."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .completeness import completeness
from .country import CountryView, country_view
from .explain import Explanation, explain
from .met import Met, met
from .naming import find_area, find_group, find_party, group_parties, party_name
from .outstanding import outstanding, when_due
from .owed import knows_due_dates
from .rule_book import maxima_by_cycle, rule_book
from .samples import rests_on_sample
from .what_if import WhatIf, what_if

if TYPE_CHECKING:
    from .comparison import Comparison, Why, compare, movers, why
    from .party_status import StatusChange, status_change
    from .reconciliation import Reconciliation, reconcile, reconcile_area

__all__ = [
    "Comparison",
    "CountryView",
    "Explanation",
    "Met",
    "Reconciliation",
    "StatusChange",
    "WhatIf",
    "Why",
    "compare",
    "completeness",
    "country_view",
    "explain",
    "find_area",
    "find_group",
    "find_party",
    "group_parties",
    "knows_due_dates",
    "maxima_by_cycle",
    "met",
    "movers",
    "outstanding",
    "party_name",
    "reconcile",
    "reconcile_area",
    "rests_on_sample",
    "rule_book",
    "status_change",
    "what_if",
    "when_due",
    "why",
]
_HOMES = {
    "Comparison": "comparison",
    "compare": "comparison",
    "Why": "comparison",
    "movers": "comparison",
    "why": "comparison",
    "Reconciliation": "reconciliation",
    "StatusChange": "party_status",
    "reconcile": "reconciliation",
    "status_change": "party_status",
    "reconcile_area": "reconciliation",
}


def __getattr__(name: str) -> Any:
    """Import a large answer when it is first asked for, so that the others do not wait for it."""
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
