"""`sdg1241 what-if`: the same register under changed rules, never official."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .answering import computed, state_of
from .options import (
    as_of_option,
    cycle_option,
    edition_option,
    force_option,
    input_option,
    order_option,
    output_option,
    rules_option,
)
from .show import show
from .terminal import say

if TYPE_CHECKING:
    from ..submissions import Order

LISTED = 20
MEANS = {
    "name": "World",
    "mean_score_official": "Official (%)",
    "mean_score_what_if": "What if (%)",
    "change": "Change",
    "parties_meeting_official": "Meeting, official",
    "parties_meeting_what_if": "Meeting, what if",
}
SCORES = {
    "party": "Party",
    "area": "Country or area",
    "convention": "Convention",
    "score_official": "Official (%)",
    "score_what_if": "What if (%)",
    "change": "Change",
}


@click.command("what-if")
@input_option
@order_option
@cycle_option
@click.option(
    "--rule",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="TOML file with the changes.",
)
@edition_option
@as_of_option
@output_option
@rules_option
@force_option
def what_if(
    input_: Path,
    order: "Order | None",
    cycle: int,
    rule: Path,
    edition: str | None,
    as_of: datetime | None,
    output: Path | None,
    rules_folder: Path | None,
    force: bool,
) -> None:
    """Compute a cycle under changed rules, beside the official result. The rules themselves stay as
    they are.

    \b
    Example:
      sdg1241 what-if --input sample_data/2020 --cycle 2020 --rule sample_data/what_if.toml
    """
    import polars as pl

    from ..answers import what_if as computed_otherwise
    from ..exports import write_answer
    from ..rules import load_proposal, load_rules
    from ..runs import keep_inputs

    keep_inputs([output], [input_, rule, rules_folder])
    rules = load_rules(rules_folder)
    proposal = load_proposal(rule, rules)
    proposal.applied(rules, rules.cycle(cycle), rules.edition(edition))
    day = as_of.date() if as_of else None
    run = computed(input_, cycle, edition, day, rules, order=order)
    answer = computed_otherwise(run.checked, rules, proposal, cycle, edition, day)
    say(f"NOT OFFICIAL: {proposal.name}")
    say(f"Cycle {cycle}, edition {answer.official.edition.id}{state_of(answer.official)}", "")
    names = {c.id: c.short_name for c in rules.conventions} | {"all": "All conventions"}
    world = answer.aggregates.filter(pl.col("group_m49") == rules.reference.levels["group_m49"][0])
    name = pl.col("convention").replace_strict(names)
    at = pl.col("convention").replace_strict({key: n for n, key in enumerate(names)})
    show(world.sort(at).select(name.alias("name"), *list(MEANS)[1:]), MEANS)
    changed = answer.scores.filter(pl.col("score_official").ne_missing(pl.col("score_what_if")))
    say("", f"Scores that change: {changed.height} of {answer.scores.height}")
    if not changed.is_empty():
        show(changed.select(SCORES.keys()).head(LISTED), SCORES)
    if changed.height > LISTED:
        say(f"... and {changed.height - LISTED} more; --output writes all of them.")
    if output:
        write_answer(
            output,
            {
                "scores - not official": answer.scores,
                "aggregates - not official": answer.aggregates,
            },
            force=force,
        )
        say(f"Written: {output}")
