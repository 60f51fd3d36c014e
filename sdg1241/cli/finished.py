"""A finished run, from its folder or computed from an input: what answers about either start
from."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import complete
from .answering import computed, tell_choice, warn_refused
from .terminal import say

if TYPE_CHECKING:
    from ..rules import Rules
    from ..runs import Run
    from ..submissions import Order

SAMPLE = (
    "This is a sample register: its items and dates are invented, and say nothing of any State."
)
optional_cycle = click.option(
    "--cycle",
    type=int,
    shell_complete=complete.cycles,
    help="Year of the cycle, e.g. 2020 for 2015 to 2019. A run's folder knows its own.",
)
convention_option = click.option(
    "--convention", shell_complete=complete.conventions, help="This agreement only."
)
group_option = click.option(
    "--group",
    shell_complete=complete.groups,
    help="Members of this area only: M49 code or name, e.g. 202 or LDCs.",
)
input_argument = click.argument("input_", metavar="INPUT", type=click.Path(path_type=Path))


def finished(
    place: Path,
    cycle: int | None,
    edition: str | None,
    as_of: datetime | None,
    rules: "Rules",
    order: "Order | None" = None,
) -> "Run":
    """The run in a folder that `run` wrote, or else that of an input.

    Raises:
        click.UsageError: an input comes without its cycle, or a run's folder holds another cycle,
            edition or as-of date than is asked for.
        Sdg1241Error: the input or the folder cannot be used.
    """
    from ..runs import is_run, read_run

    day = as_of.date() if as_of else None
    if not is_run(place):
        if cycle is None:
            raise click.UsageError("Name the --cycle; only the folder of a run knows its own.")
        return computed(place, cycle, edition, day, rules, order=order)
    run = read_run(place, rules)
    warn_refused(place)
    tell_choice(run)
    _refuse_other(run, cycle, edition, day)
    return run


def _refuse_other(run: "Run", cycle: int | None, edition: str | None, day: date | None) -> None:
    held: dict[str, tuple[object, object]] = {
        "cycle": (cycle, run.cycle),
        "edition": (edition, run.edition),
        "as-of date": (day, run.as_of),
    }
    for name, (asked, own) in held.items():
        if asked is not None and asked != own:
            raise click.UsageError(
                f"{run.folder} holds a run with {name} {own or 'none'}, not {asked}."
                " Leave the option out, or give the input it was computed from."
            )


def head(run: "Run") -> str:
    """Cycle and edition of a run and, where it is, that it is provisional and as of which day."""
    provisional = "provisional" if run.provisional else ""
    as_of = f"as of {run.as_of}" if run.as_of else ""
    state = " ".join(filter(None, (provisional, as_of)))
    return f"cycle {run.cycle}, edition {run.edition}{f', {state}' if state else ''}"


def warn_of_sample(run: "Run") -> None:
    """Say of a sample that it is one, so that nobody takes its items and dates for facts."""
    from ..answers import rests_on_sample

    if rests_on_sample(run):
        say(SAMPLE)
