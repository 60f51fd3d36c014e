"""What the sheets draw on: the run, the earlier run beside it, and how each is labelled."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ...aggregation import ALL, group_members
from ...characters import unaccented
from ...rules import Rules
from ...runs import Run
from .language import Language

NOT_PARTY, NOT_AVAILABLE = "\u2013", ".."
SUB_REGION = "M49 sub-region"


@dataclass(frozen=True)
class Side:
    """One run as the comparing sheets take it, and how they call it."""

    label: str
    run: Run

    def blank(self, convention: str) -> str:
        """How to show that there is no value: the convention was not in force, or nobody concerned
        is a Party."""
        known = not self.run.chosen if convention == ALL else convention in self.run.conventions
        return NOT_PARTY if known else NOT_AVAILABLE


@dataclass(frozen=True)
class Content:
    """Everything that goes into a workbook."""

    run: Run
    previous: Run | None
    language: Language

    @property
    def rules(self) -> Rules:
        """The rules of the run."""
        return self.run.rules

    @property
    def tables(self) -> Mapping[str, pl.DataFrame]:
        """The output tables of the run."""
        return self.run.tables

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """The earlier run, where there is one, and this run."""
        cycle, edition = self.run.cycle, self.run.edition
        if not (old := self.previous):
            return (Side(str(cycle), self.run),)
        labels = f"{old.cycle}", f"{cycle}"
        if old.cycle == cycle:
            labels = f"{cycle} ({old.edition})", f"{cycle} ({edition})"
            if old.edition == edition:
                labels = f"{cycle} (before)", f"{cycle} (now)"
        return Side(labels[0], old), Side(labels[1], self.run)

    @cached_property
    def conventions(self) -> dict[str, str]:
        """The agreements and all together, by key: the name to show, in reading order."""
        names = {c.id: self.language.heading(c.id, c.short_name) for c in self.rules.conventions}
        return names | {ALL: self.language.heading(ALL)}

    @property
    def choice(self) -> str:
        """What to say of a run of some conventions only; blank text where it covers all."""
        names = ", ".join(self.conventions[c] for c in self.run.chosen)
        return f"{names} only. There is no rate over all conventions." if names else ""

    @cached_property
    def countries(self) -> pl.DataFrame:
        """Countries with a Party status under any convention, by sub-region and name.

        Returns:
            party, m49, area (in the language), sub_region, and the codes of the areas that each
            belongs to: one column for a level whose areas do not overlap, else one for each area.
        """
        areas = self.rules.reference.areas.select(
            "m49", "sub_region", "sub_region_m49", party="iso3"
        )
        known = pl.concat(
            [
                self.run.scored.status["party"],
                *(side.run.tables["rates"]["party"] for side in self.sides),
            ]
        )
        order = self.rules.reference.levels.filter(pl.col("level") == SUB_REGION)[
            "group_m49"
        ].to_list()
        rows = areas.filter(pl.col("party").is_in(known.implode())).join(
            self.language.names, on="party"
        )
        rows = rows.with_columns(
            place=pl.col("sub_region_m49").replace_strict(
                order, range(len(order)), default=len(order)
            ),
            key=pl.col("name").map_elements(unaccented, return_dtype=pl.String),
        ).sort("place", "key", "party")
        rows = rows.select("party", "m49", "sub_region", area="name")
        for name, members in self.memberships.items():
            rows = rows.join(
                members.rename({"group_m49": name}), on="party", how="left", maintain_order="left"
            )
        return rows

    @cached_property
    def memberships(self) -> dict[str, pl.DataFrame]:
        """Columns of codes by title; each frame has group_m49 and at most one row per party."""
        members = group_members(self.rules, self.run.scored.edition)
        held = self.rules.reference.levels.join(members, on="group_m49", maintain_order="left")
        columns = {}
        for (level,), rows in held.group_by("level", maintain_order=True):
            single = rows.select("group_m49", "party")
            if single["party"].is_unique().all():
                columns[f"{level} code"] = single
                continue
            for (group,), part in rows.group_by("group", maintain_order=True):
                columns[str(group)] = part.select("group_m49", "party")
        return columns

    def footer(self) -> str:
        """What stands at the foot of every printed page."""
        scored = self.run.scored
        return f"SDG indicator 12.4.1, cycle {scored.cycle.id}, edition {scored.edition.id}"
