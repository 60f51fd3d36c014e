"""The five steps once: from an input and a cycle to a finished run."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from .aggregation import aggregate
from .rules import Rules, load_rules
from .runs import Computation, RefusedError, Run
from .scoring import notices, score
from .submissions import Register, has_errors, read_register, validate
from .submissions.findings import in_order


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
    conventions: Sequence[str] = (),
    nowhere: bool = True,
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
        conventions: keys of the only ones that the register covers; none: all. Of a choice there is
            no rate over all conventions.
        nowhere: look for receipts that count in no cycle, which an answer on one Party need not
            wait for.

    The findings of the run also hold what only the cycle brings to light (`scoring.notices`).

    Raises:
        UsageError: there is no such cycle, edition or convention. Nothing was read then.
        InputError: the input cannot be read at all.
        RefusedError: the findings hold errors, or a table cannot be used. It holds the findings.
    """
    rules = rules or load_rules()
    rules.cycle(cycle), rules.edition(edition)
    asked = rules.only(conventions)
    register = input if isinstance(input, Register) else read_register(input)
    checked = validate(register, rules, today, progress)
    if not checked.complete or (not skip_invalid and has_errors(checked.findings)):
        raise RefusedError(register, checked)
    scored = score(checked, asked, cycle, edition, as_of)
    whole = set(rules.of_indicator) <= set(asked.conventions)
    indicator = aggregate(scored, asked, whole)
    chosen = () if whole else tuple(c.id for c in asked.conventions)
    findings = in_order([checked.findings, notices(checked, scored, asked, nowhere=nowhere)])
    checked = replace(checked, findings=findings)
    return Run.of(Computation(asked, register, checked, scored, indicator, chosen))
