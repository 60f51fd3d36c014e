"""Calculator for SDG indicator 12.4.1.

The main job in one line::

    run = compute("sample_data/2020", cycle=2020)

and in its five steps::

    rules = load_rules()
    register = read_register("sample_data/2020")
    checked = validate(register, rules)
    scored = score(checked, rules, cycle=2020)
    indicator = aggregate(scored, rules)
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from .aggregation import Indicator, aggregate
    from .compute import compute
    from .errors import Sdg1241Error
    from .exports import write_run
    from .rules import Rules, load_rules
    from .runs import RefusedError, Run, read_run
    from .scoring import Scored, score
    from .submissions import Checked, Register, read_register, validate

__all__ = [
    "Checked",
    "Indicator",
    "RefusedError",
    "Register",
    "Rules",
    "Run",
    "Scored",
    "Sdg1241Error",
    "__version__",
    "aggregate",
    "compute",
    "load_rules",
    "read_register",
    "read_run",
    "score",
    "validate",
    "write_run",
]
_HOMES = {
    "aggregation": ("Indicator", "aggregate"),
    "errors": ("Sdg1241Error",),
    "compute": ("compute",),
    "exports": ("write_run",),
    "rules": ("Rules", "load_rules"),
    "runs": ("RefusedError", "Run", "read_run"),
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


class _Package(ModuleType):
    """`sdg1241.compute` stays the function when Python puts the module of that name there."""

    def __setattr__(self, name: str, value: Any) -> None:
        own = isinstance(value, ModuleType) and name in __all__
        super().__setattr__(name, getattr(value, name) if own else value)


sys.modules[__name__].__class__ = _Package
