"""What `run --area` writes and says of one country."""

from pathlib import Path
from typing import TYPE_CHECKING

from .show import show
from .terminal import say

if TYPE_CHECKING:
    from ..answers import CountryView
    from ..runs import Run

SCORES = {
    "convention": "Convention",
    "points": "Points",
    "maximum": "Of",
    "score": "Score (%)",
    "one_more": "One more transmission",
}
AREAS = {
    "convention": "Convention",
    "group": "Area",
    "mean_score": "Mean (%)",
    "parties": "Parties",
    "difference": "Own less mean",
}


def write_view(folder: Path, run: "Run", party: str, *, force: bool) -> "CountryView":
    """Write a country's view beside what else is made of a run for others, and return it."""
    from ..answers import country_view
    from ..exports import answer_bytes
    from ..runs import write_exports

    view = country_view(run, party)
    name = f"sdg_12_4_1_{run.cycle}_{party}.xlsx"
    filled = {title: table for title, table in view.tables().items() if not table.is_empty()}
    write_exports(folder, {name: answer_bytes(Path(name), filled)}, force=force)
    say(f"Written: {folder / 'exchange' / name}")
    return view


def tell_view(view: "CountryView") -> None:
    """Say a country's standing, its scores, and the means of its areas."""
    import polars as pl

    told = view.explanation
    say(f"{told.name} ({told.party})")
    for convention, is_party, status in view.scores.select(
        "convention", "is_party", "status"
    ).iter_rows():
        if not is_party:
            say(f"{convention}: {status}")
    scores = view.scores.filter("is_party").select(SCORES.keys())
    if not scores.is_empty():
        show(scores, SCORES)
    if told.rate is not None:
        say(f"Transmission rate, the mean of the scores: {told.rate} %")
    if not view.areas.is_empty():
        say("")
        show(view.areas.filter(pl.col("score").is_not_null()).select(AREAS.keys()), AREAS)
    say("", f"Items outstanding: {view.outstanding.height}")
