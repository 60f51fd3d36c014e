"""Calculator for SDG indicator 12.4.1.

The main job in five lines::

    rules = load_rules()
    register = read_register("sample_data/2020")
    checked = validate(register, rules)
    scored = score(checked, rules, cycle=2020)
    indicator = aggregate(scored, rules)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from .aggregation import Indicator, aggregate
    from .errors import Sdg1241Error
    from .exports import Run, write_run
    from .rules import Rules, load_rules
    from .scoring import Scored, score
    from .submissions import Checked, Register, read_register, validate

__all__ = [
    "Checked",
    "Indicator",
    "Register",
    "Rules",
    "Run",
    "Scored",
    "Sdg1241Error",
    "__version__",
    "aggregate",
    "load_rules",
    "read_register",
    "score",
    "validate",
    "write_run",
]
_HOMES = {
    "aggregation": ("Indicator", "aggregate"),
    "errors": ("Sdg1241Error",),
    "exports": ("Run", "write_run"),
    "rules": ("Rules", "load_rules"),
    "scoring": ("Scored", "score"),
    "submissions": ("Checked", "Register", "read_register", "validate"),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `sdg1241 --help` does not wait for
    polars."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{home}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
