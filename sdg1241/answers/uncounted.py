"""Receipts that are in the register and do not count in a cycle, with the reason."""

import polars as pl

from ..scoring import Scored
from ..scoring.audit import FACT, MISSING
from ..submissions import Checked


def with_uncounted(rows: pl.DataFrame, checked: Checked, scored: Scored) -> pl.DataFrame:
    """Add `uncounted` to rows of an audit: for a missing item that was received too late or has
    ended, what and why.

    Null for anything else.
    """
    limit = scored.as_of or scored.cycle.ends
    missing = rows.filter(pl.col("outcome") == MISSING).select(FACT)
    sent = checked.submissions.select(
        "party",
        "convention",
        "received_on",
        "ended_on",
        "file",
        "row",
        obligation="scored_obligation",
        item="scored_item",
    ).join(missing, on=FACT, how="semi")
    late = pl.col("received_on") > limit
    place = pl.format("{}, row {}", "file", "row")
    why = (
        pl.when(late)
        .then(pl.format("received on {}, after {} ({})", "received_on", pl.lit(str(limit)), place))
        .otherwise(pl.format("received on {}, ended on {} ({})", "received_on", "ended_on", place))
    )
    first = sent.sort("received_on", "file", "row").unique(FACT, keep="first", maintain_order=True)
    return rows.join(first.select(*FACT, uncounted=why), on=FACT, how="left", maintain_order="left")
