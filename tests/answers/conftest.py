"""Small invented registers: what they say of a State is not what it sent."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sdg1241 import Rules, Run, compute

LATER = date(2031, 1, 1)


@pytest.fixture
def computed(rules: Rules, write_input: Callable[..., Path]) -> Callable[..., Run]:
    """`computed(2020, submissions="KEN,basel,...", parties="KEN,basel,2000-01-01,")`: rows without
    their headers."""

    def run(
        cycle: int,
        submissions: str,
        parties: str,
        as_of: date | None = None,
        edition: str | None = None,
    ) -> Run:
        folder = write_input(
            submissions=f"party,convention,obligation,item,received_on,ended_on\n{submissions}",
            parties=f"party,convention,entry_into_force,withdrawn_on\n{parties}",
        )
        return compute(folder, cycle, edition=edition, as_of=as_of, rules=rules, today=LATER)

    return run
