"""From finished runs to observations: one row each, with the components of the SDG data structure
as text.

Decisions, in one place:

- A country's value has NATURE `country`, an aggregate's `aggregate`; settings.toml holds the codes.
- OBS_STATUS is `provisional` where the run says so of itself, or its as-of date (without one, the
day of the last
  update) lies before the period's end; `provisional_when` can overrule both. Else it is `changed`
  where the rule is not that of the cycle before and the convention had values then; else `normal`,
  for a value of 0 too.
- COMMENT_OBS says why: the note on provisional values, the notes of the rules, then the custodian's
own footnotes. - Nothing stands for a State that is not a Party, and nothing for a Party that is no
statistical area.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from ...errors import UsageError
from ...reference import sdg_structure
from ...rules import Rules
from ...runs import Run
from ...scoring.percent import DECIMALS
from .settings import ALWAYS, BY_DATE, Settings
from .values import published_values


@dataclass(frozen=True)
class Exchange:
    """What the writers of all formats take.

    Attributes:
        observations: one row per SERIES, REF_AREA and TIME_PERIOD, sorted by them (areas as
            numbers). The columns are the components in the order of the structure, all text; blank
            is null.
        areas: REF_AREA, name, party (ISO3; null for an area of several countries), each area once.
        series: series code to the name of its convention.
        cycles: TIME_PERIODs in order.
        settings: those under which the observations were made.
        party: ISO3 of the one country that they are of; None where they are of all areas.
    """

    observations: pl.DataFrame
    areas: pl.DataFrame
    series: dict[str, str]
    cycles: tuple[int, ...]
    settings: Settings
    party: str | None = None

    @property
    def name(self) -> str:
        """What the names of the files start with."""
        of = [self.party] if self.party else []
        return "_".join(["sdg_12_4_1", *map(str, self.cycles), *of])

    def of(self, party: str) -> "Exchange":
        """The observations of one country. Raises UsageError where it has no value."""
        areas = self.areas.filter(pl.col("party") == party)
        rows = self.observations.join(areas, on="REF_AREA", how="semi", maintain_order="left")
        if rows.is_empty():
            raise UsageError(
                f"{party} has no value: it is a Party of no convention of this run, or no"
                " statistical area."
            )
        return replace(self, observations=rows, areas=areas, party=party)


def exchange(
    runs: Sequence[Run], settings: Settings, rules: Rules, *, as_published: bool = False
) -> Exchange:
    """The observations of one or more finished runs, each of another cycle.

    Args:
        runs: finished runs.
        settings: what is said beside the values.
        rules: names of conventions, and for `as_published` the decimals and groups of editions.
        as_published: round to the decimals of each run's edition instead of 5, for comparison with
            what it published.

    Raises:
        UsageError: two runs are of the same cycle, or a footnote is for a convention that does not
            exist.
        InputError: see `published_values`.
    """
    runs = sorted(runs, key=lambda run: run.cycle)
    cycles = tuple(run.cycle for run in runs)
    if len(set(cycles)) != len(cycles):
        raise UsageError(
            f"Two runs are of the same cycle ({', '.join(map(str, cycles))}). Export them one by"
            " one."
        )
    known = {"provisional", "all", *(c.id for c in rules.conventions)}
    stray = sorted(set(settings.footnotes) - known)
    if stray:
        raise UsageError(
            f"Settings: footnotes.{stray[0]}: no such convention. Known:"
            f" {', '.join(sorted(known))}."
        )
    frames, names = [], []
    for run in runs:
        decimals = rules.edition(run.edition).decimals if as_published else DECIMALS
        values = published_values(run, rules, decimals).with_columns(
            REF_AREA=pl.col("m49").str.strip_chars_start("0")
        )
        frames.append(_observations(run, values, settings))
        names.append(values.select("REF_AREA", name="area", party="party"))
    order = ("SERIES", pl.col("REF_AREA").cast(pl.Int64, strict=False), "TIME_PERIOD")
    areas = pl.concat(names).unique("REF_AREA", keep="last", maintain_order=True)
    return Exchange(
        pl.concat(frames).sort(order, maintain_order=True),
        areas.sort(pl.col("REF_AREA").cast(pl.Int64)),
        {c.series: c.short_name for c in rules.conventions if c.series},
        cycles,
        settings,
    )


def _observations(run: Run, values: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    starts, ends = run.period
    provisional = _provisional(run, settings)
    changed = [note["convention"] for note in run.record["rule_notes"] if note["changed_since"]]
    codes = settings.obs_status
    status = (
        pl.when(pl.col("convention").is_in(changed))
        .then(pl.lit(codes["changed"]))
        .otherwise(pl.lit(codes["normal"]))
    )
    comments = {
        c: _comment(c, run, settings, provisional)
        for c in values["convention"].unique(maintain_order=True)
    }
    given = {
        "SERIES": pl.col("series"),
        "REF_AREA": pl.col("REF_AREA"),
        "TIME_PERIOD": pl.lit(str(run.cycle)),
        "OBS_VALUE": pl.col("value").cast(pl.String).str.strip_chars_end("0").str.strip_suffix("."),
        "OBS_STATUS": pl.lit(codes["provisional"]) if provisional else status,
        "NATURE": (
            pl.when(pl.col("party").is_null())
            .then(pl.lit(settings.nature["aggregate"]))
            .otherwise(pl.lit(settings.nature["country"]))
        ),
        "TIME_DETAIL": pl.lit(f"{starts.year}-{ends.year}"),
        "COMMENT_OBS": pl.col("convention").replace_strict(comments, return_dtype=pl.String),
        "SOURCE_DETAIL": pl.lit(settings.source),
        "DATA_LAST_UPDATE": pl.lit(f"{settings.last_update.isoformat()}T00:00:00"),
    }
    given |= {component: pl.lit(code) for component, code in settings.fixed.items()}
    components = sdg_structure()[0]["component"]
    return values.select(given.get(c, pl.lit(None, pl.String)).alias(c) for c in components)


def _provisional(run: Run, settings: Settings) -> bool:
    when = settings.obs_status["provisional_when"]
    open_still = run.provisional or (run.as_of or settings.last_update) < run.period[1]
    return when == ALWAYS or (when == BY_DATE and open_still)


def _comment(convention: str, run: Run, settings: Settings, provisional: bool) -> str | None:
    own = settings.footnotes
    texts = [own["provisional"]] if provisional else []
    for note in run.record["rule_notes"]:
        texts += note["notes"] if note["convention"] == convention else []
    texts += [own[key] for key in ("all", convention) if key in own]
    return " ".join(texts) or None
