"""What an analyst would have beside the register: the rules of one cycle as plain tables, for the
peer to read."""

import json
from datetime import date
from pathlib import Path

import polars as pl

from sdg1241.aggregation import group_members
from sdg1241.rules import cycle_items, load_rules, valid_items


def write_lookups(folder: Path, cycle: int, today: date) -> None:
    """Write valid.csv, asked.csv, starts.csv, areas.csv, members.csv and settings.json into
    `folder`."""
    rules = load_rules()
    period, edition = rules.cycle(cycle), rules.edition()
    folder.mkdir(parents=True, exist_ok=True)
    valid_items(rules).write_csv(folder / "valid.csv")
    asked = cycle_items(rules, period, edition)
    asked.select(
        "convention", "series", "obligation", "item", "role", "points", "standing"
    ).write_csv(folder / "asked.csv")
    starts = [(c.id, c.entry_into_force) for c in rules.conventions]
    pl.DataFrame(starts, schema=("convention", "treaty_in_force"), orient="row").write_csv(
        folder / "starts.csv"
    )
    others = rules.reference.not_areas.select(
        iso3="party", m49=pl.lit(None, pl.String), name_en="name"
    )
    pl.concat([rules.reference.areas.select("iso3", "m49", "name_en"), others]).write_csv(
        folder / "areas.csv"
    )
    group_members(rules, edition).write_csv(folder / "members.csv")
    settings = {
        "cycle": cycle,
        "edition": edition.id,
        "ends": period.ends.isoformat(),
        "today": today.isoformat(),
        "coverage": str(edition.coverage),
    }
    (folder / "settings.json").write_text(json.dumps(settings), "utf-8")
