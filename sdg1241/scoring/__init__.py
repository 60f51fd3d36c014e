"""Scoring: what each Party owed and sent in a cycle, and its score under each convention."""

from .audit import parties_of
from .due import due_by
from .notices import notices, uncovered
from .percent import percent
from .scores import Scored, score, scored_from

__all__ = [
    "Scored",
    "due_by",
    "notices",
    "parties_of",
    "percent",
    "score",
    "scored_from",
    "uncovered",
]
