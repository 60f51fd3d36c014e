"""Why a Party has the score it has: item by item, and what one more transmission would change."""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from ..aggregation import Indicator
from ..rules import Rules
from ..scoring import Scored, percent
from ..scoring.audit import MISSING
from ..scoring.percent import units
from ..submissions import Checked
from .maximum import plain_number, sum_of
from .naming import party_name
from .rule_book import rule_in_words
from .standing import standing
from .uncounted import with_uncounted

FOUND = ("received_on", "reference", "source_file", "source_sheet", "source_row")


@dataclass(frozen=True)
class Explanation:
    """Why a Party has its scores.

    Attributes:
        party, name: the Party.
        items: one row per item asked, in the order of the rules: convention, obligation, label,
            item (blank where there is one only), item_name, role, rule (in words), article,
            outcome, received_on, reference, source_file, source_sheet, source_row, uncounted (of a
            missing item: the receipt that does not count, and why), due_on, points, maximum, and
                score_with: the score (percent) if this one item were received as well;
            null where it was received, and for contacts as a whole, whose missing roles stand below
            them.
        scores: one row per convention the Party is asked under: convention, points, maximum,
            maximum_from, score (percent), one_more (what the best single transmission would do).
        standing: one row per convention asked about: convention, is_party, status in words.
        rate: the transmission rate (percent), null where the Party is in no mean.
    """

    party: str
    name: str
    items: pl.DataFrame
    scores: pl.DataFrame
    standing: pl.DataFrame
    rate: Decimal | None


def explain(
    checked: Checked,
    scored: Scored,
    indicator: Indicator,
    rules: Rules,
    party: str,
    convention: str | None = None,
) -> Explanation:
    """Explain the score of a Party under one convention, or under all of them together with its
    transmission rate.

    Args:
        checked: the validated register that was scored.
        scored, indicator: the finished computation.
        rules: the rules it used.
        party: the Party's code.
        convention: the convention; default: all.

    Raises:
        UsageError: there is no such convention.
    """
    chosen = [rules.convention(convention).id] if convention else [c.id for c in rules.conventions]
    rows = scored.audit.filter(pl.col("party") == party, pl.col("convention").is_in(chosen)).sort(
        "order"
    )
    rows = with_uncounted(_with_score_of_one_more(rows, rules.point_scale), checked, scored)
    rows = rows.join(
        _rules_in_words(scored, rules), on=("convention", "obligation"), maintain_order="left"
    )
    scores = [
        _score(part, rules.point_scale)
        for part in rows.partition_by("convention", maintain_order=True)
    ]
    rates = indicator.rates.filter(pl.col("party") == party)["transmission_rate"]
    return Explanation(
        party=party,
        name=party_name(rules.reference, party),
        items=rows.select(
            "convention",
            "obligation",
            "label",
            pl.col("item").replace("", None),
            "item_name",
            "role",
            "rule",
            "article",
            "outcome",
            *FOUND,
            "uncounted",
            "due_on",
            "points",
            "maximum",
            "score_with",
        ),
        scores=pl.DataFrame(scores, schema=_scores_schema(rows), orient="row"),
        standing=standing(checked, scored, rules, party, chosen),
        rate=rates[0] if len(rates) else None,
    )


def _rules_in_words(scored: Scored, rules: Rules) -> pl.DataFrame:
    words = [
        (convention.id, duty.id, rule_in_words(duty))
        for convention in rules.conventions
        for duty in convention.obligations
        if duty.in_force(scored.cycle.ends)
    ]
    return pl.DataFrame(words, schema=("convention", "obligation", "rule"), orient="row")


def _with_score_of_one_more(rows: pl.DataFrame, scale: int) -> pl.DataFrame:
    """A missing role earns its obligation's points if it is the last one missing, and nothing
    otherwise."""
    missing = pl.col("outcome") == MISSING
    one_obligation = ("convention", "obligation")
    has_roles = pl.col("role").any().over(one_obligation)
    last_role = (missing & pl.col("role")).sum().over(one_obligation) == 1
    worth = pl.col("maximum").max().over(one_obligation)
    adds = (
        pl.when(~has_roles)
        .then("maximum")
        .when(pl.col("role") & last_role)
        .then(worth)
        .when("role")
        .then(worth * 0)
    )
    after = units(pl.col("points").sum().over("convention") + adds, scale)
    whole = units(pl.col("maximum").sum().over("convention"), scale)
    return rows.with_columns(adds=pl.when(missing).then(adds)).with_columns(
        score_with=pl.when(missing).then(percent(after, whole))
    )


def _score(rows: pl.DataFrame, scale: int) -> tuple[object, ...]:
    points, maximum = rows["points"].sum(), rows["maximum"].sum()
    sums = rows.select(units(pl.col("points").sum(), scale), units(pl.col("maximum").sum(), scale))
    score = sums.select(percent(pl.col("points"), pl.col("maximum"))).item()
    return rows["convention"][0], points, maximum, sum_of(rows), score, _one_more(rows, score)


def _one_more(rows: pl.DataFrame, score: object) -> str:
    open_ = rows.filter(pl.col("score_with").is_not_null())
    if open_.is_empty():
        return "nothing is missing"
    best = open_.sort("adds", "order", descending=(True, False)).row(0, named=True)
    if not best["adds"]:
        return "no single transmission: " + " and ".join(open_["item"]) + " are both needed"
    what = best["item"] if best["role"] else best["obligation"]
    what = what.replace("_", " ")
    if best["item"] and not best["role"]:
        what += f" {best['item_name'] or best['item']}"
    return f"{what}: + {plain_number(best['adds'])} = {best['score_with']} (now {score})"


def _scores_schema(rows: pl.DataFrame) -> dict[str, pl.DataType | type[pl.DataType]]:
    worth = rows.schema["maximum"]
    return {
        "convention": pl.String,
        "points": worth,
        "maximum": worth,
        "maximum_from": pl.String,
        "score": rows.schema["score_with"],
        "one_more": pl.String,
    }
