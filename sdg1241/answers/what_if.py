"""The same register under changed rules, beside the official result. Nothing here is official."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from ..aggregation import Indicator, aggregate
from ..rules import Cycle, Edition, Proposal, Rules, cycle_items
from ..scoring import Scored, score, scored_from
from ..scoring.audit import FACT, audit
from ..submissions import Checked

NOT_OFFICIAL = "not official"


@dataclass(frozen=True)
class WhatIf:
    """The official result and what it would be.

    Attributes:
        official, changed: the scores under the rules and under the proposal.
        scores: one row per country and convention scored under either: party, area, convention,
            cycle, edition, points_official, maximum_official, score_official, points_what_if,
            maximum_what_if, score_what_if, change (of the score as printed, in percentage points;
            null where either is missing), status (`not official`), proposal (its title, or the name
            of its file).
        aggregates: one row per area and convention (`all` for the transmission rates), with
            mean_score_official, mean_score_what_if, change, parties_meeting_official,
            parties_meeting_what_if, status, proposal.
    """

    official: Scored
    changed: Scored
    scores: pl.DataFrame
    aggregates: pl.DataFrame


def what_if(
    checked: Checked,
    rules: Rules,
    proposal: Proposal,
    cycle: int,
    edition: str | None = None,
    as_of: date | None = None,
) -> WhatIf:
    """Compute one cycle officially and under a proposal. Arguments and errors as in
    `scoring.score`.

    Raises:
        RuleFileError: nothing in the proposal changes this cycle.
    """
    official = score(checked, rules, cycle, edition, as_of)
    period = official.cycle
    other_rules, other_edition = proposal.applied(rules, period, official.edition)
    changed = _score(checked, other_rules, proposal, period, other_edition, as_of)
    return WhatIf(
        official,
        changed,
        _scores(official, changed, proposal.name),
        _aggregates(
            official, aggregate(official, rules), aggregate(changed, other_rules), proposal.name
        ),
    )


def _score(
    checked: Checked,
    rules: Rules,
    proposal: Proposal,
    cycle: Cycle,
    edition: Edition,
    as_of: date | None,
) -> Scored:
    items = cycle_items(rules, cycle, edition)
    if proposal.deadlines_enforced:
        checked = without_late(checked, audit(checked, items, cycle, as_of))
    rows = audit(checked, items, cycle, as_of)
    if proposal.from_accession:
        rows = rows.filter(~before_accession(cycle))
    return scored_from(rows, items, checked, rules, cycle, edition, as_of)


def without_late(checked: Checked, rows: pl.DataFrame) -> Checked:
    """The register without reports that came after their due date.

    Standing items (contacts, plans and their updates, import responses) stay: they carry over from
    period to period, however late they came.

    Args:
        checked: the validated register.
        rows: its audit, which knows the due date of each item for each Party.
    """
    due = rows.filter(~pl.col("standing"), pl.col("due_on").is_not_null()).select(*FACT, "due_on")
    due = due.rename({"obligation": "scored_obligation", "item": "scored_item"})
    key = ("party", "convention", "scored_obligation", "scored_item")
    dated = checked.submissions.join(due, on=key, how="left", maintain_order="left")
    late = (pl.col("received_on") > pl.col("due_on")).fill_null(value=False)
    return replace(checked, submissions=dated.filter(~late).drop("due_on"))


def before_accession(cycle: Cycle) -> pl.Expr:
    """Whether a row of the audit asks a Party that joined during the period for what was dated
    before it joined.

    Only what falls due on a date is waived: a report on a year that ended, or a round or update
        that fell due, before
    the convention was in force for the Party. It still owes what every Party owes, contacts and
    import responses.
    """
    joined = pl.col("entry_into_force").is_between(cycle.starts, cycle.ends)
    waived = pl.col("due_on").is_not_null() & (pl.col("dated_on") < pl.col("entry_into_force"))
    return (joined & waived).fill_null(value=False)


def _beside(
    official: pl.DataFrame, changed: pl.DataFrame, key: list[str], values: Sequence[str]
) -> pl.DataFrame:
    """The values of both, each named after its side; null where only the other has the row."""
    sides = [
        frame.select(*key, *(pl.col(v).alias(f"{v}_{side}") for v in values))
        for frame, side in ((official, "official"), (changed, "what_if"))
    ]
    return sides[0].join(sides[1], on=key, how="full", coalesce=True)


def _scores(official: Scored, changed: Scored, name: str) -> pl.DataFrame:
    key = ["party", "area", "convention"]
    values = ("points", "maximum", "score")
    both = _beside(official.scores, changed.scores, key, values).sort("party", "convention")
    return both.select(
        *key,
        pl.lit(official.cycle.id, pl.Int64).alias("cycle"),
        pl.lit(official.edition.id).alias("edition"),
        *(f"{v}_official" for v in values),
        *(f"{v}_what_if" for v in values),
        change=pl.col("score_what_if") - pl.col("score_official"),
        status=pl.lit(NOT_OFFICIAL),
        proposal=pl.lit(name),
    )


def _aggregates(official: Scored, before: Indicator, after: Indicator, name: str) -> pl.DataFrame:
    key = ["group_m49", "group", "convention"]
    values = ("mean_score", "parties_meeting")
    both = _beside(before.aggregates, after.aggregates, key, values).sort("group_m49", "convention")
    return both.select(
        *key,
        pl.lit(official.cycle.id, pl.Int64).alias("cycle"),
        pl.lit(official.edition.id).alias("edition"),
        "mean_score_official",
        "mean_score_what_if",
        pl.col("mean_score_what_if").sub(pl.col("mean_score_official")).alias("change"),
        "parties_meeting_official",
        "parties_meeting_what_if",
        status=pl.lit(NOT_OFFICIAL),
        proposal=pl.lit(name),
    )
