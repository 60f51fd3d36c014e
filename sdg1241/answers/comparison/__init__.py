"""Compare: two finished runs, who rose and fell and why, and what that does to each aggregate."""

from .movers import movers
from .report import Comparison, compare
from .why import Why, why

__all__ = ["Comparison", "Why", "compare", "movers", "why"]
