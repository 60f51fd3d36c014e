"""Small invented registers: what they say of a State is not what it sent."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sdg1241 import Rules, Run, aggregate, read_register, score, validate

LATER = date(2031, 1, 1)


@pytest.fixture
def computed(rules: Rules, write_input: Callable[..., Path]) -> Callable[..., Run]:
    """`computed(2020, submissions="KEN,basel,...", parties="KEN,basel,2000-01-01,")`: rows without
    their headers."""

    def compute(
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
        register = read_register(folder)
        checked = validate(register, rules, LATER)
        assert checked.findings.filter(severity="error").is_empty(), checked.findings[
            "message"
        ].to_list()
        scored = score(checked, rules, cycle, edition, as_of)
        return Run(rules, register, checked, scored, aggregate(scored, rules))

    return compute
