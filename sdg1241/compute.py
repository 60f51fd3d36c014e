"""The five steps once: from an input and a cycle to a finished run."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from .aggregation import aggregate
from .rules import Rules, load_rules
from .runs import Computation, RefusedError, Run
from .scoring import score
from .submissions import Register, has_errors, read_register, validate


def compute(
    input: Path | str | Register,
    cycle: int,
    *,
    edition: str | None = None,
    as_of: date | None = None,
    rules: Rules | None = None,
    today: date | None = None,
    progress: Callable[[int], None] | None = None,
    skip_invalid: bool = False,
) -> Run:
    """Read, validate, score and aggregate a register.

    Args:
        input: a folder of tables, a file of submissions, or a register that was read before.
        cycle: the cycle's year, e.g. 2020 for 2015 to 2019.
        edition: the state of the method; default: the edition marked as default.
        as_of: count only what was received by that day.
        rules: what the conventions ask; default: the rules that ship.
        today: receipts after this day are errors; default: the current date in UTC.
        progress: called with a number of bytes when these are read; of large files only.
        skip_invalid: go on without the rows that hold errors. Else findings with an error stop the
            work, and a table that cannot be used at all stops it in either case.

    Raises:
        UsageError: there is no such cycle or edition. Nothing was read then.
        InputError: the input cannot be read at all.
        RefusedError: the findings hold errors, or a table cannot be used. It holds the findings.
    """
    rules = rules or load_rules()
    rules.cycle(cycle), rules.edition(edition)
    register = input if isinstance(input, Register) else read_register(input)
    checked = validate(register, rules, today, progress)
    if not checked.complete or (not skip_invalid and has_errors(checked.findings)):
        raise RefusedError(register, checked)
    scored = score(checked, rules, cycle, edition, as_of)
    indicator = aggregate(scored, rules)
    return Run.of(Computation(rules, register, checked, scored, indicator))
