"""Items and registers that Hypothesis makes."""

from fractions import Fraction
from pathlib import Path

from hypothesis import strategies as st

from sdg1241 import Run, compute
from sdg1241.answers.comparison.matching import Item
from tests.test_properties import RULES, TODAY, statuses, submissions

worths = st.sampled_from([Fraction(1), Fraction(1, 5), Fraction(5), Fraction(15)])
items = st.lists(
    st.builds(
        Item,
        st.sampled_from(["contacts", "report", "plan"]),
        st.sampled_from("abcdef"),
        worths,
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda item: (item.obligation, item.key),
)
registers = st.tuples(submissions(), statuses())
states = st.sampled_from([(2015, "2026-10"), (2020, "2020-10"), (2020, "2026-10"), (2025, None)])
HEADERS = {
    "submissions": "party,convention,obligation,item,received_on,ended_on",
    "parties": "convention,party,entry_into_force,withdrawn_on",
}


def run_of(
    folder: Path, register: tuple[list[tuple[str, ...]], ...], cycle: int, edition: str | None
) -> Run:
    """The run of a register that Hypothesis made."""
    for (name, header), rows in zip(HEADERS.items(), register, strict=True):
        text = "\n".join([header, *(",".join(cells) for cells in rows)])
        (folder / f"{name}.csv").write_text(f"{text}\n", "utf-8")
    return compute(folder, cycle, edition=edition, rules=RULES, today=TODAY)
