"""Whether a State is a Party in a cycle, said in words."""

from typing import Any

import polars as pl

from ..rules import Convention, Rules
from ..scoring import Scored, parties_of
from ..submissions import Checked

STANDING = {"convention": pl.String, "is_party": pl.Boolean, "status": pl.String}


def standing(
    checked: Checked, scored: Scored, rules: Rules, party: str, conventions: list[str]
) -> pl.DataFrame:
    """Why a Party is, or is not, asked anything under each convention: convention, is_party, status
    (in words).

    For a State that is no Party it also says what the register holds of it all the same, and what
    the shipped Party status knows where the input has a table of its own.
    """
    status = scored.status.filter(pl.col("party") == party)
    bound = parties_of(status, scored.cycle)
    rows = []
    for convention in (c for c in rules.conventions if c.id in conventions):
        known = status.filter(pl.col("convention") == convention.id).rows(named=True)
        is_party = any(convention.id == name for name in bound["convention"])
        said = _said(scored, convention, known[0] if known else None, is_party)
        if not is_party:
            in_force = convention.entry_into_force <= scored.cycle.ends
            said += _shipped(rules, convention, party) if in_force and not known else ""
            said += _sent(checked, convention, party)
        rows.append((convention.id, is_party, said))
    return pl.DataFrame(rows, schema=STANDING, orient="row")


def _said(
    scored: Scored, convention: Convention, known: dict[str, Any] | None, is_party: bool
) -> str:
    ends = scored.cycle.ends
    if convention.entry_into_force > ends:
        return (
            f"the convention is in force only since {convention.entry_into_force}, after the"
            " period's end"
        )
    if known is None:
        return (
            f"not a Party on {ends}: not listed under it in the Party status"
            f" ({scored.status_table})"
        )
    since, left, first = known["entry_into_force"], known["withdrawn_on"], known["first_round"]
    dated = (
        f"entry into force for it on {since}"
        if since
        else "no date of its entry into force is known"
    )
    if is_party:
        return f"a Party on {ends}: {dated}"
    if since and since > ends:
        return f"not a Party on {ends}: {dated}, after the period's end"
    if left and left <= ends:
        return f"not a Party on {ends}: {dated}, withdrawal with effect on {left}"
    return f"not counted as a Party on {ends}: {dated}; counted from cycle {first} on"


def _shipped(rules: Rules, convention: Convention, party: str) -> str:
    status = rules.reference.party_status
    known = status.filter(pl.col("party") == party, pl.col("convention") == convention.id)[
        "entry_into_force"
    ]
    if known.is_empty():
        return ""
    return f"; the shipped table knows it as a Party{f' since {known[0]}' if known[0] else ''}"


def _sent(checked: Checked, convention: Convention, party: str) -> str:
    rows = checked.submissions.filter(
        pl.col("party") == party, pl.col("convention") == convention.id
    )
    sent = rows["receipts"].sum()
    return f"; transmissions in the register that count nowhere: {sent}" if sent else ""
