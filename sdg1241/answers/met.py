"""Who met everything that was owed, and who is one item away."""

from dataclasses import dataclass

import polars as pl

from ..aggregation import group_members
from ..rules import Rules
from ..runs import Run
from ..scoring.audit import MISSING
from ..submissions import table_schema
from .naming import find_group
from .owed import owed_items

OPEN = (
    "convention",
    "obligation",
    "label",
    "item",
    "item_name",
    "missing_roles",
    "article",
    "due_on",
    "due",
)


@dataclass(frozen=True)
class Met:
    """Who met everything, and who nearly did.

    Attributes:
        table: the columns of schemas/met.json, one row a country: those that miss nothing, then
            those that miss one item, each in the order of their codes.
        parties: countries that owe anything of what was asked about.
    """

    table: pl.DataFrame
    parties: int


def met(run: Run, rules: Rules, *, convention: str | None = None, group: str | None = None) -> Met:
    """Find the countries that transmitted everything they owe, as far as they are not excused.

    They are those that `meets` says of in scores.csv, for all agreements `meets_all` in rates.csv.
    In a provisional cycle what is not yet due is missing too.

    Args:
        run: a finished run, computed now or read back from its folder.
        rules: those it was computed with.
        convention: under this agreement only; default: under every agreement it is a Party of.
        group: members of this area only (code or name), as of the edition's date.

    Raises:
        UsageError: there is no such convention or group.
    """
    rows = owed_items(run, rules)
    if convention:
        rows = rows.filter(pl.col("convention") == rules.convention(convention).id)
    if group:
        code, _ = find_group(rules, group)
        members = group_members(rules, rules.edition(run.edition))
        rows = rows.join(members.filter(pl.col("group_m49") == code), on="party", how="semi")
    lacks = pl.col("outcome") == MISSING
    parties = rows.group_by("party").agg(
        lacks.sum().cast(pl.Int64).alias("missing"),
        pl.col("convention").n_unique().cast(pl.Int64).alias("conventions"),
        pl.len().cast(pl.Int64).alias("owed"),
    )
    near = parties.filter(pl.col("missing") <= 1)
    table = near.join(rows.filter(lacks).select("party", *OPEN), on="party", how="left")
    table = table.join(rules.reference.names(), on="party").with_columns(
        pl.lit(run.cycle, pl.Int64).alias("cycle"),
        pl.lit(run.edition).alias("edition"),
        pl.lit(run.provisional).alias("provisional"),
    )
    columns = table_schema("met").columns
    return Met(table.select(columns).sort("missing", "party"), parties.height)
