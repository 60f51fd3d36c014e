"""Whether the record of a run and its tables say the same of it."""

import polars as pl

from ..errors import UsageError
from ..rules import Rules
from .run import Run


def disagreement(run: Run, rules: Rules) -> str:
    """What the record says that the tables, or the rules, do not; blank text where all adds up.

    Cycle and edition stand in every row of the tables, and so does whether the run is provisional;
    the period is that of the cycle; nothing is counted that was received after the as-of date. A
    run of some conventions only has none of the others, and no rate over all.
    """
    facts = {"cycle": run.cycle, "edition": run.edition, "provisional": run.provisional}
    for name, table in run.tables.items():
        for column in (fact for fact in facts if fact in table.columns):
            stray = table[column].drop_nulls().unique().sort().to_list()
            if any(value != facts[column] for value in stray):
                told = ", ".join(str(value).lower() for value in stray)
                mine = str(facts[column]).lower()
                return f"its {column} is {mine}, that of {name}.csv is {told}"
    try:
        cycle = rules.cycle(run.cycle)
    except UsageError:  # of a later version, or of rules of a person's own
        cycle = None
    if cycle and run.period != (cycle.starts, cycle.ends):
        return f"its period is not that of cycle {cycle.id}, {cycle.starts} to {cycle.ends}"
    if run.chosen and (stray := sorted(run.conventions - set(run.chosen))):
        return f"it covers {', '.join(run.chosen)} only, and audit.csv has {', '.join(stray)} too"
    if run.chosen and not run.tables["rates"].is_empty():
        return f"it covers {', '.join(run.chosen)} only, and rates.csv has a rate over all"
    if run.as_of:
        later = run.tables["audit"].filter(pl.col("received_on") > run.as_of)
        if not later.is_empty():
            return (
                f"its as-of date is {run.as_of}, and audit.csv counts what was received on"
                f" {later['received_on'][0]}"
            )
    return ""
