"""Compare: two finished runs, who rose and fell and why, and what that does to each aggregate."""

from .report import Comparison, compare

__all__ = ["Comparison", "compare"]
