"""A finished run, as the exports take it."""

from dataclasses import asdict, dataclass
from typing import Any

from ..aggregation import Indicator
from ..rules import Rules, rule_notes
from ..scoring import Scored
from ..submissions import Checked, Register
from ..version import __version__


@dataclass(frozen=True)
class Run:
    """Everything that a finished run knows, from the rules to the indicator."""

    rules: Rules
    register: Register
    checked: Checked
    scored: Scored
    indicator: Indicator


def about(run: Run) -> dict[str, Any]:
    """What run.json says of the computation itself, before inputs and outputs."""
    scored = run.scored
    return {
        "program": "sdg1241",
        "version": __version__,
        "cycle": scored.cycle.id,
        "period": [scored.cycle.starts.isoformat(), scored.cycle.ends.isoformat()],
        "edition": scored.edition.id,
        "as_of": scored.as_of.isoformat() if scored.as_of else None,
        "provisional": scored.provisional,
        "rule_notes": [
            asdict(note) for note in rule_notes(run.rules, scored.cycle, scored.edition)
        ],
    }
