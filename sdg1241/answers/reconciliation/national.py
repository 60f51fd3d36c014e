"""One country's published values beside every edition, and the likeliest slip where none agrees."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import polars as pl

from ...errors import UsageError
from ...rules import Rules
from ...scoring import Scored, score
from ...scoring.percent import PERCENT, rounded
from ...submissions import Checked
from ..naming import party_name
from ..table import answer_table
from .change import listed
from .grid import DIFFERS, EQUAL, ONLY_HERE, ONLY_THERE, SINGLE_PRECISION
from .report import once

EDITION, ROUNDING, RELEASE, SERIES, EARLIER, CYCLE, FRACTION = (
    "another edition",
    "rounding",
    "a later correction of the release",
    "another series",
    "a later receipt",
    "another cycle",
    "a fraction instead of percent",
)
Cell = tuple[int, str]  # cycle and convention
Slip = tuple[str, str]  # its kind, and the sentence


@dataclass(frozen=True)
class Known:
    """What a published value may be.

    Attributes:
        party: the country's code.
        ours: its score by edition, then by cycle and convention.
        published: the values to be explained.
        releases: its values in the releases that ship, by name, oldest first.
        default: the edition that stands now.
        names: short names of the conventions.
    """

    party: str
    ours: Mapping[str, Mapping[Cell, Decimal]]
    published: Mapping[Cell, Decimal]
    releases: Mapping[str, Mapping[Cell, Decimal]]
    default: str
    names: Mapping[str, str]

    @property
    def digits(self) -> int:
        """As many decimals as the published values have; a fraction of one among percentages has
        more."""
        values = self.published.values()
        in_percent = [value for value in values if not 0 < value <= 1]
        return max((_decimals(value) for value in in_percent or values), default=0)

    def agrees(self, ours: Decimal | None, theirs: Decimal) -> bool:
        """Whether a value is the published one, to half a unit of the last digit published."""
        allowed = max(Decimal("0.5").scaleb(-self.digits), SINGLE_PRECISION)
        return ours is not None and abs(ours - theirs) <= allowed

    def editions(self, cell: Cell, theirs: Decimal) -> list[str]:
        """The editions that give a published value."""
        return [e for e, values in self.ours.items() if self.agrees(values.get(cell), theirs)]


def reconcile_area(
    runs: Sequence[tuple[Checked, Scored]],
    rules: Rules,
    published: pl.DataFrame,
    area: str,
    releases: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """One country's published values beside its scores under every edition.

    Args:
        runs: register and scores of each cycle; each cycle once.
        rules: what the conventions ask.
        published: series, geo_area_m49, time_period, value (percent) of any areas.
        area: the country's M49 code.
        releases: published values of the releases that ship, by their names, oldest first.

    Returns:
        One row per cycle and convention in which either side has a value: cycle, convention,
        series, published, status, editions (those that give the published value), slip (the kind of
        the likeliest; null where the edition that stands agrees), sentence, alternatives (other
        slips that fit), and a column with the score under each edition, named by it. Percent, 5
        decimals; null where there is none.

    Raises:
        UsageError: nothing was published for the country in these cycles.
        InputError: the published table gives two values for one cell.
    """
    series = {c.series: c.id for c in rules.conventions if c.series}
    cycles = [scored.cycle.id for _, scored in runs]
    theirs, _ = once(_of(published, area, cycles))
    party = dict(rules.reference.areas.select("m49", "iso3").iter_rows())[area]
    known = Known(
        party,
        _ours(runs, rules, party),
        _cells(theirs, series),
        {name: _cells(_of(table, area, cycles), series) for name, table in releases.items()},
        rules.edition(None).id,
        {c.id: c.short_name for c in rules.conventions},
    )
    if not known.published:
        raise UsageError(
            f"Nothing was published for {party_name(rules.reference, party)} in cycle"
            f" {listed(map(str, cycles))}. Give another table, area or cycle."
        )
    registers = {scored.cycle.id: checked for checked, scored in runs}
    return _table(known, registers, rules)


def _of(table: pl.DataFrame, area: str, cycles: Sequence[int]) -> pl.DataFrame:
    here = pl.col("geo_area_m49") == area, pl.col("time_period").is_in(list(cycles))
    return table.filter(*here)


def _cells(table: pl.DataFrame, series: Mapping[str, str]) -> dict[Cell, Decimal]:
    rows = table.select("time_period", "series", pl.col("value").cast(pl.String)).rows()
    return {(cycle, series[name]): Decimal(value) for cycle, name, value in rows if name in series}


def _ours(
    runs: Sequence[tuple[Checked, Scored]], rules: Rules, party: str
) -> dict[str, dict[Cell, Decimal]]:
    """The scores of a Party by edition."""
    found: dict[str, dict[Cell, Decimal]] = {e.id: {} for e in rules.editions}
    for checked, scored in runs:
        own = _own(checked, party)
        for edition, cells in found.items():
            again = score(own, rules, scored.cycle.id, edition, scored.as_of)
            cells |= _scores(again, party)
    return found


def _own(checked: Checked, party: str) -> Checked:
    """A register of one Party alone."""
    mine = pl.col("party") == party
    return replace(
        checked,
        submissions=checked.submissions.filter(mine),
        status=checked.status.filter(mine),
    )


def _scores(scored: Scored, party: str) -> dict[Cell, Decimal]:
    rows = scored.scores.filter(pl.col("party") == party).select("convention", "score").rows()
    return {(scored.cycle.id, convention): value for convention, value in rows}


def _table(known: Known, registers: Mapping[int, Checked], rules: Rules) -> pl.DataFrame:
    of_series = {c.id: c.series for c in rules.conventions if c.series}
    cells = {cell for values in known.ours.values() for cell in values} | known.published.keys()
    order = list(of_series)
    rows = []
    for cell in sorted(cells, key=lambda c: (c[0], order.index(c[1]))):
        told = _told(known, cell, registers[cell[0]], rules)
        place = {"cycle": cell[0], "convention": cell[1], "series": of_series[cell[1]]}
        value = known.published.get(cell)
        rows.append({**place, "published": None if value is None else rounded(value), **told})
    beside = [
        pl.Series(e, [values.get((r["cycle"], r["convention"])) for r in rows], PERCENT)
        for e, values in known.ours.items()
    ]
    return answer_table("reconcile_national", rows).with_columns(beside)


def _told(known: Known, cell: Cell, checked: Checked, rules: Rules) -> dict[str, Any]:
    """What is said of one cell."""
    theirs = known.published.get(cell)
    if theirs is None:
        return {"status": ONLY_HERE, "sentence": "No value was published"}
    if not any(cell in values for values in known.ours.values()):
        return {"status": ONLY_THERE, "sentence": "Not a Party by the period's end: no value here"}
    editions = known.editions(cell, theirs)
    if known.default in editions:
        said = f"Agrees with {_editions(editions)}"
        return {"status": EQUAL, "editions": ", ".join(editions), "sentence": said}
    slips = list(dict.fromkeys(_slips(known, cell, theirs, editions)))
    slips = slips or list(_earlier(known, cell, theirs, checked, rules))
    kind, sentence = slips[0] if slips else (None, "Not explained")
    return {
        "status": EQUAL if editions else DIFFERS,
        "editions": ", ".join(editions) or None,
        "slip": kind,
        "sentence": sentence,
        "alternatives": "; or ".join(said for _, said in slips[1:]) or None,
    }


def _slips(known: Known, cell: Cell, theirs: Decimal, editions: Sequence[str]) -> Iterator[Slip]:
    """Each slip that gives the published value, the likeliest first."""
    if editions:
        yield EDITION, f"Agrees with {_editions(editions)}, not with {known.default}"
        return
    yield from _rounding(known, cell, theirs)
    yield from _release(known, cell, theirs)
    cycle, convention = cell
    for values in known.ours.values():
        for (year, name), ours in values.items():
            if known.agrees(ours, theirs) and year == cycle:
                yield SERIES, f"The value of the {known.names[name]}"
            elif known.agrees(ours, theirs) and name == convention:
                yield CYCLE, f"The value of cycle {year}"
        ours = values.get(cell, Decimal(0))
        if ours and abs(theirs - ours / 100) <= SINGLE_PRECISION:
            yield FRACTION, f"A fraction of one, which is {rounded(ours)} %"


def _rounding(known: Known, cell: Cell, theirs: Decimal) -> Iterator[Slip]:
    """Our value with fewer decimals than the other published values, or cut off or rounded up."""
    for edition, values in known.ours.items():
        ours = values.get(cell)
        if ours is None:
            continue
        for places in range(known.digits + 1):
            step = Decimal(1).scaleb(-places)
            manners = {
                "rounded": rounded(ours, places),
                "cut off": ours.quantize(step, ROUND_FLOOR),
                "rounded up": ours.quantize(step, ROUND_CEILING),
            }
            for manner in (name for name, value in manners.items() if value == theirs):
                yield ROUNDING, f"{ours} of edition {edition}, {manner} to {places} decimals"
                return


def _release(known: Known, cell: Cell, theirs: Decimal) -> Iterator[Slip]:
    """The value of a release that UNSD has corrected since."""
    held = {name: values[cell] for name, values in known.releases.items() if cell in values}
    *_, newest = held or [""]
    for name, value in held.items():
        if known.agrees(value, theirs) and name != newest:
            later = held[newest]
            yield RELEASE, f"The value of UNSD's release {name}; release {newest} has {later:f}"
        elif known.agrees(value, theirs):
            yield RELEASE, f"The value of UNSD's release {name}, which the register does not give"


def _earlier(
    known: Known, cell: Cell, theirs: Decimal, checked: Checked, rules: Rules
) -> Iterator[Slip]:
    """What the score was before a receipt."""
    own = _own(checked, known.party)
    received = own.submissions.filter(pl.col("convention") == cell[1])["received_on"]
    for day in received.unique().sort(descending=True):
        for edition in known.ours:
            before = score(own, rules, cell[0], edition, day - timedelta(days=1))
            if known.agrees(_scores(before, known.party).get(cell), theirs):
                said = f"What edition {edition} gives before the receipt of {day}"
                yield EARLIER, said
                return


def _editions(names: Sequence[str]) -> str:
    return f"edition{'s' if len(names) > 1 else ''} {listed(sorted(names))}"


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
