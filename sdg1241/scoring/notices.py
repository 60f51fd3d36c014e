"""What a computation must say of its input: conventions without a row, and receipts that count in
no cycle."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from ..rules import Cycle, Rules, cycle_items
from ..submissions import Checked
from ..submissions.findings import no_findings, placed
from .audit import FACT, MISSING, parties_of
from .scores import Scored

NAMED = 3  # rows that are named one by one
NO_PARTY = "the State is no Party at the period's end, {ends}"
LATE = "received after {limit}"
ENDED = "ended by {limit}"
NO_ITEM = "no cycle asks for them"


def notices(
    checked: Checked, scored: Scored, rules: Rules, *, nowhere: bool = True
) -> pl.DataFrame:
    """Findings on an input that only a cycle brings to light (columns of `findings.FINDINGS`).

    One warning for each convention that has Parties in the cycle and no accepted row; and one for
    each Party, convention and reason of receipts that count nowhere. Nothing is said of items that
    another cycle counts, nor of a standing item received after the period where the Party does
    not lack it. `nowhere` says whether receipts that count nowhere are looked for.
    """
    found = [_without_rows(checked, scored, rules)]
    if nowhere:
        found.append(_nowhere(checked, scored, rules))
    return pl.concat(found)


def uncovered(checked: Checked, scored: Scored) -> dict[str, int]:
    """The conventions of which a register has no accepted row, by key, with the number of their
    Parties in the cycle."""
    covered = set(checked.submissions["convention"]) | set(checked.not_bound["convention"])
    parties = scored.audit.group_by("convention").agg(pl.col("party").n_unique())
    return {key: count for key, count in parties.iter_rows() if key not in covered}


def _without_rows(checked: Checked, scored: Scored, rules: Rules) -> pl.DataFrame:
    counts = uncovered(checked, scored)
    rows = [
        {"file": None, "value": c.short_name, "parties": counts[c.id]}
        for c in rules.conventions
        if c.id in counts
    ]
    if not rows:
        return no_findings()
    return placed("convention-without-rows", pl.DataFrame(rows))


def _nowhere(checked: Checked, scored: Scored, rules: Rules) -> pl.DataFrame:
    sent = checked.submissions.rename({"scored_obligation": "obligation", "scored_item": "item"})
    sent = sent.filter(pl.col("convention").is_in([c.id for c in rules.conventions]))
    rows = sent.with_row_index("id").join(_asked(scored, rules), on=FACT[1:], how="left")
    lacking = scored.audit.filter(pl.col("outcome") == MISSING).select(*FACT, lacks=True)
    rows = rows.join(lacking, on=FACT, how="left")
    for name, cycles in (("bound", [scored.cycle]), ("bound_in", rules.cycles)):
        rows = rows.join(_bound(checked, cycles, name), on=("party", "convention"), how="left")
    limit = scored.as_of or scored.cycle.ends
    rows = rows.with_columns(sent=pl.col("item").n_unique().over("party", *FACT[1:3]))
    told = rows.with_columns(reason=_reason(limit, scored.cycle.ends)).drop_nulls("reason")
    if told.is_empty():
        return no_findings()
    order = ("file", "sheet", "row")
    place = pl.concat_str(
        "file",
        pl.format("[{}]", "sheet"),
        pl.format("row {}", "row"),
        separator=" ",
        ignore_nulls=True,
    )
    groups = (
        told.with_columns(worth=_worth())
        .sort(order)
        .group_by("party", "convention", "reason", maintain_order=True)
        .agg(
            *(pl.col(c).first() for c in order),
            count=pl.col("receipts").sum(),
            points=pl.col("worth").sum(),
            rows=place.head(NAMED).str.join(", "),
        )
    )
    names = {c.id: c.short_name for c in rules.conventions}
    points = pl.col("points").cast(pl.String).str.replace(r"\.?0+$", "")
    told = groups.with_columns(pl.col("convention").replace(names), points=points)
    return placed("counts-nowhere", told.with_columns(value=pl.col("party")))


def _asked(scored: Scored, rules: Rules) -> pl.DataFrame:
    """Each item that any cycle asks: whether it stands, whether this cycle asks it (`here`), its
    points, and of roles their number (`roles`) and the points `of_obligation`."""
    columns = (*FACT[1:], "standing", "role", "points")
    frames = [scored.items.select(*columns, here=True)]
    for cycle in rules.cycles:
        if cycle.id != scored.cycle.id:
            items = cycle_items(rules, cycle, scored.edition)
            frames.append(items.select(*columns, here=False))
    return (
        pl.concat(frames)
        .with_columns(pl.col("item").fill_null(""))
        .unique(FACT[1:], keep="first", maintain_order=True)
        .with_columns(
            roles=pl.col("role").sum().over("convention", "obligation"),
            of_obligation=pl.col("points").max().over("convention", "obligation"),
        )
    )


def _bound(checked: Checked, cycles: Sequence[Cycle], name: str) -> pl.DataFrame:
    """The last of the cycles' ends at which each (party, convention) was a Party, as `name`."""
    ends = [
        parties_of(checked.status, cycle).select(
            "party", "convention", pl.lit(cycle.ends).alias(name)
        )
        for cycle in cycles
    ]
    return pl.concat(ends).group_by("party", "convention").agg(pl.col(name).max())


def _reason(limit: date, ends: date) -> pl.Expr:
    """Why a receipt counts nowhere; null where it counts, or where another cycle counts it."""
    late = pl.col("received_on") > limit
    ended = (pl.col("ended_on") <= limit).fill_null(value=False)
    elsewhere = pl.col("standing") & (pl.col("received_on") <= pl.col("bound_in"))
    here, bound = pl.col("here").fill_null(value=False), pl.col("bound").is_not_null()
    lacks = pl.col("lacks").fill_null(value=False)
    return (
        pl.when(pl.col("here").is_null())
        .then(pl.lit(NO_ITEM))
        .when(here & ~bound & ~elsewhere.fill_null(value=False))
        .then(pl.lit(NO_PARTY.format(ends=ends)))
        .when(here & bound & lacks & late)
        .then(pl.lit(LATE.format(limit=limit)))
        .when(here & bound & lacks & ended)
        .then(pl.lit(ENDED.format(limit=limit)))
    )


def _worth() -> pl.Expr:
    """The points that a receipt would have earned.

    A fact has its points once. Roles share those of their obligation: they stand beside the first
    of them where every role was sent, and would have earned nothing where one was not.
    """
    of_party = ("party", "convention", "obligation")
    complete = pl.col("sent") == pl.col("roles")
    first_role = pl.col("id") == pl.col("id").min().over(of_party)
    first = pl.col("id") == pl.col("id").min().over(FACT)
    return (
        pl.when("role")
        .then(pl.when(complete & first_role).then("of_obligation"))
        .when(first)
        .then("points")
        .fill_null(0)
    )
