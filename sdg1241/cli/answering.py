"""What commands that answer questions share: reading and scoring an input, and saying what was left
out."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .progress import progress
from .terminal import say

if TYPE_CHECKING:
    import polars as pl

    from ..rules import Rules
    from ..runs import Run
    from ..scoring import Scored
    from ..submissions import Order

DAY = click.DateTime(["%Y-%m-%d"])


def computed(
    input_: Path,
    cycle: int,
    edition: str | None = None,
    as_of: date | None = None,
    rules: "Rules | None" = None,
    *,
    order: "Order | None" = None,
    conventions: Sequence[str] = (),
) -> "Run":
    """Read, validate, score and aggregate an input; rejected rows are left out, and stderr says how
    many.

    Raises:
        Sdg1241Error: the input, cycle or edition cannot be used.
    """
    from ..compute import compute
    from ..rules import load_rules
    from ..submissions import read_register

    rules = rules or load_rules()
    rules.cycle(cycle), rules.edition(edition), rules.only(conventions)
    register = read_register(input_, order)
    with progress(register) as advance:
        run = compute(
            register,
            cycle,
            edition=edition,
            as_of=as_of,
            rules=rules,
            progress=advance,
            skip_invalid=True,
            conventions=conventions,
            nowhere=False,  # no answer tells of them, or it finds its own
        )
    rejected = run.checked.inputs["rows_rejected"].sum()
    if rejected:
        say(
            f"{rejected} rows with errors were left out; 'sdg1241 validate {input_}' lists them.",
            err=True,
        )
    return run


def warn_refused(*folders: Path | None) -> None:
    """Say on stderr of which runs a later input was refused."""
    from ..runs import refusal

    for folder in dict.fromkeys(folders):
        if folder and (said := refusal(folder)):
            say(f"Warning: {said}", err=True)


def tell_uncovered(findings: "pl.DataFrame") -> None:
    """Say on stderr of which conventions the register has no row."""
    for message in findings.filter(code="convention-without-rows")["message"]:
        say(f"Warning: {message}.", err=True)


def tell_choice(*runs: "Run") -> None:
    """Say on stderr which runs cover some conventions only."""
    for run in runs:
        if run.chosen:
            where = f"{run.folder}: " if run.folder else ""
            said = f"{where}covers {', '.join(run.chosen)} only; there is no rate over all"
            say(f"Note: {said} conventions.", err=True)


def state_of(scored: "Scored") -> str:
    """What to say after a cycle's name: as of which day it stands, and that it is provisional,
    where it is."""
    state = "provisional" if scored.provisional else ""
    if scored.as_of:
        state += f" as of {scored.as_of}"
    elif scored.provisional:
        state += f", the period ends on {scored.cycle.ends}"
    return f", {state.strip()}" if state else ""
