"""Answers to the questions that follow a number."""

from .comparison import Comparison, compare
from .explain import Explanation, explain
from .naming import find_group, find_party, group_parties, party_name
from .outstanding import outstanding, when_due
from .reconciliation import Reconciliation, reconcile
from .rule_book import maxima_by_cycle, rule_book
from .what_if import WhatIf, what_if

__all__ = [
    "Comparison",
    "Explanation",
    "Reconciliation",
    "WhatIf",
    "compare",
    "explain",
    "find_group",
    "find_party",
    "group_parties",
    "maxima_by_cycle",
    "outstanding",
    "party_name",
    "reconcile",
    "rule_book",
    "what_if",
    "when_due",
]
