"""Proposals of other rules, as files: what they may hold, and what is refused."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from sdg1241 import Rules
from sdg1241.errors import RuleFileError
from sdg1241.rules import Change, Proposal, load_proposal

BAD = Path(__file__).parents[1] / "bad_proposals"
SAMPLE = Path(__file__).parents[2] / "sample_data" / "what_if.toml"
NOTHING = Proposal(Path("proposal.toml"), "", (), deadlines_enforced=False, from_accession=False)


def test_a_sample_proposal_holds_every_key(rules: Rules) -> None:
    proposal = load_proposal(SAMPLE, rules)
    assert proposal.deadlines_enforced
    assert proposal.from_accession
    assert [(c.convention, c.points, c.items, c.cycle) for c in proposal.changes] == [
        ("rotterdam", Decimal("0.1"), None, None),
        ("minamata", None, ("2019-short",), 2020),
    ]


@pytest.mark.parametrize("path", sorted(BAD.glob("*.toml")), ids=lambda path: path.stem)
def test_a_proposal_that_cannot_be_meant_is_refused(path: Path, rules: Rules) -> None:
    expected = path.read_text("utf-8").splitlines()[0].removeprefix("# ")
    with pytest.raises(RuleFileError) as refusal:
        load_proposal(path, rules)
    assert str(refusal.value).removeprefix(f"{path}: ") == expected


def test_a_proposal_for_another_cycle_changes_nothing_and_is_refused(rules: Rules) -> None:
    other = replace(NOTHING, changes=(Change("basel", "contacts", Decimal(2), None, 2015),))
    with pytest.raises(RuleFileError, match=r"nothing in it changes cycle 2020"):
        other.applied(rules, rules.cycle(2020), rules.edition())


def test_a_proposal_that_is_not_there_is_refused(rules: Rules, tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match="missing"):
        load_proposal(tmp_path / "none.toml", rules)
