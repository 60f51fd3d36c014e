"""Validate a register: every finding of every table in one pass, and the rows that remain."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import polars as pl

from ..rules import Rules
from . import checks
from .bulk import read_bulk
from .columns import type_columns
from .findings import ERROR, in_order, no_findings, nothing_found, placed
from .pieces import IrregularError
from .reading import Register, read_whole
from .schemas import INPUT_TABLES, TYPES, table_schema
from .sources import NOT_BOUND, PARTIES, SUBMISSIONS

NOWHERE = pl.DataFrame({"file": [None]})
SHIPPED = "shipped with the program"
INPUTS = {
    "file": pl.String,
    "sheet": pl.String,
    "table": pl.String,
    "rows_read": pl.Int64,
    "rows_accepted": pl.Int64,
    "rows_rejected": pl.Int64,
}


@dataclass(frozen=True)
class Checked:
    """A validated register.

    Attributes:
        submissions: accepted rows: file, sheet, row, party, convention, received_on, reference,
            ended_on, and scored_obligation and scored_item, what each counts towards (the item is
            blank text where there is one only). `receipts` is the number of rows that a row stands
            for: 1, but of a large file only the earliest receipt of each item and end date is kept.
        status: Party status in use: convention, party, entry_into_force, withdrawn_on, first_round
            (null dates are not known; first_round is null in a table of the user's own).
        not_bound: convention, scored_obligation, item and party of amendments that do not bind a
            Party.
        findings: everything noticed, in the order of file and row.
        inputs: one row for each table of each file: rows read = accepted + rejected.
        status_table: the file of the Party status, or SHIPPED.
        complete: False where a table could not be used at all, so that going on would be wrong.
    """

    submissions: pl.DataFrame
    status: pl.DataFrame
    not_bound: pl.DataFrame
    findings: pl.DataFrame
    inputs: pl.DataFrame
    status_table: str
    complete: bool


def validate(
    register: Register,
    rules: Rules,
    today: date | None = None,
    progress: Callable[[int], None] | None = None,
) -> Checked:
    """Check every table of a register against its schema, the treaties' facts and the other tables.

    Args:
        register: the input as read.
        rules: what the conventions ask.
        today: receipts after this day are errors; default: the current date in UTC.
        progress: called with a number of bytes when these are done; of large files only.

    Raises:
        InputError: a large file cannot be read, or is no table after all.
    """
    today = today or datetime.now(UTC).date()
    large = [s.path for s in register.sources if s.path]
    try:
        if large and sum(s.table == SUBMISSIONS for s in register.sources) == 1:
            return _validated(register, rules, today, progress)
    except (IrregularError, OSError):
        pass  # the other reader takes the file, or says why it cannot
    return _validated(read_whole(register) if large else register, rules, today, progress)


def _validated(
    register: Register, rules: Rules, today: date, progress: Callable[[int], None] | None
) -> Checked:
    parties, party_faults = _typed(register, PARTIES, rules)
    faults = [party_faults, checks.status_faults(parties, rules)]
    status, status_table = _status(register, _accepted(parties, pl.concat(faults)), rules)
    named = _named(register, parties, status)
    accepted, more, register = _submissions(register, rules, status, named, today, progress)
    faults += more

    not_bound, row_faults = _typed(register, NOT_BOUND, rules)
    not_bound = not_bound.join(
        checks.amendments(rules), on="item", how="left", maintain_order="left"
    )
    faults += [
        row_faults,
        checks.not_bound_faults(not_bound, rules),
        checks.without_status(not_bound, named),
    ]
    not_bound = _accepted(not_bound, pl.concat(faults)).unique(
        ("party", "item"), keep="first", maintain_order=True
    )
    faults.append(checks.not_bound_yet_received(not_bound, accepted))

    all_faults = pl.concat(faults)
    return Checked(
        submissions=_with_files(accepted, register),
        status=status,
        not_bound=not_bound.select("convention", "scored_obligation", "item", "party"),
        findings=_findings(register, all_faults),
        inputs=_counts(register, all_faults),
        status_table=status_table,
        complete=all(s.usable for s in register.sources),
    )


def _submissions(
    register: Register,
    rules: Rules,
    status: pl.DataFrame,
    named: pl.DataFrame | None,
    today: date,
    progress: Callable[[int], None] | None,
) -> tuple[pl.DataFrame, list[pl.DataFrame], Register]:
    """The accepted submissions, their faults, and the register with the rows counted that it did
    not know yet."""
    number, source = next((n, s) for n, s in enumerate(register.sources) if s.table == SUBMISSIONS)
    if source.path:
        if named is None or named.select("convention", "party").n_unique() != status.height:
            raise IrregularError  # Parties whose own row was rejected: the other reader tells them apart
        bulk = read_bulk(source, rules, status, today, progress)
        here = pl.lit(number, pl.Int32).alias("source")
        counted = replace(source, rows_read=bulk.rows_read)
        sources = tuple(counted if s is source else s for s in register.sources)
        faults = [f.with_columns(here) for f in (source.faults, bulk.faults)]
        return bulk.accepted.with_columns(here), faults, replace(register, sources=sources)
    rows, row_faults = _typed(register, SUBMISSIONS, rules)
    rows = checks.with_scored_items(rows.drop("note"), rules)
    faults = [row_faults, checks.unknown_items(rows, rules), checks.date_faults(rows, today)]
    faults.append(checks.without_status(rows, named))
    accepted = _accepted(rows, pl.concat(faults)).filter(pl.col("scored_obligation").is_not_null())
    del rows  # a register may have a million of them
    faults.append(checks.untimely(accepted, status, rules))
    accepted = accepted.drop("obligation", "item", "exists_on").with_columns(
        receipts=pl.lit(1, pl.Int64)
    )
    return accepted, [*faults, checks.repeats(accepted)], register


def _typed(register: Register, table: str, rules: Rules) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All usable sources of one table, typed, with the place of each row; and the faults found so
    far."""
    schema = table_schema(table)
    place = {"source": pl.Int32, "at": pl.Int64, "row": pl.Int64}
    frames = [pl.DataFrame(schema=place | {f.name: TYPES[f.type] for f in schema.fields})]
    faults = [nothing_found()]
    for number, source in enumerate(register.sources):
        if source.table != table:
            continue
        here = pl.lit(number, pl.Int32).alias("source")
        faults.append(source.faults.with_columns(here))
        if source.usable:
            typed, column_faults = type_columns(source, schema, rules.reference)
            frames.append(typed.select(here, "at", source.cells["row"], *schema.columns))
            faults.append(column_faults.with_columns(here))
    return pl.concat(frames), pl.concat(faults)


def _accepted(rows: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    key = checks.place()
    wrong = (
        faults.filter(pl.col("severity") == ERROR, pl.col("at").is_not_null())
        .select(key.unique())
        .to_series()
    )
    return rows if wrong.is_empty() else rows.filter(~key.is_in(wrong.implode()))


def _status(register: Register, parties: pl.DataFrame, rules: Rules) -> tuple[pl.DataFrame, str]:
    files = list(dict.fromkeys(s.file for s in register.sources if s.table == "parties"))
    if files:
        table = parties.unique(("convention", "party"), keep="first", maintain_order=True)
        table = table.with_columns(first_round=pl.lit(None, pl.Int32))
    else:
        table = rules.reference.party_status
    columns = ("convention", "party", "entry_into_force", "withdrawn_on", "first_round")
    return table.select(columns), ", ".join(files) or SHIPPED


def _named(register: Register, parties: pl.DataFrame, status: pl.DataFrame) -> pl.DataFrame | None:
    """The (convention, party) pairs that have a row in the table of Parties, rejected ones too: a
    fault there is said there, not once more for everything that the Party sent. None where the
    table cannot be used at all."""
    sources = [s for s in register.sources if s.table == "parties"]
    if not sources:
        return status
    return parties if all(s.usable for s in sources) else None


def _with_files(rows: pl.DataFrame, register: Register) -> pl.DataFrame:
    """Rows with file and sheet in place of the source's number; an end date only where a
    designation can lapse."""
    rows = rows.with_columns(ended_on=pl.when("lapses").then("ended_on"))
    numbers = rows["source"].unique().sort()
    parts = [rows] if numbers.len() < 2 else [rows.filter(pl.col("source") == n) for n in numbers]
    named = []
    for number, part in zip(numbers, parts, strict=False):
        source = register.sources[number]
        named.append(
            part.with_columns(file=pl.lit(source.file), sheet=pl.lit(source.sheet, pl.String))
        )
    nowhere = pl.lit(None, pl.String)
    return pl.concat(named or [rows.with_columns(file=nowhere, sheet=nowhere)])


def _findings(register: Register, faults: pl.DataFrame) -> pl.DataFrame:
    findings = [
        s.located(faults.filter(pl.col("source") == n)) for n, s in enumerate(register.sources)
    ]
    general = [_unread(file, sheet) for file, sheet in register.unread]
    tables = {s.table for s in register.sources}
    if "parties" not in tables:
        general.append(placed("shipped-party-status", NOWHERE))
    if "amendments_not_bound" not in tables:
        general.append(placed("all-bound", NOWHERE))
    general += [_rowless(register, table) for table in INPUT_TABLES if table != NOT_BOUND]
    # A cell of a template belongs to as many rows as the cells beside it; what is wrong with it is
    # said once.
    said = pl.concat([no_findings(), *findings]).unique(maintain_order=True)
    return in_order([said, *general])


def _unread(file: str, sheet: str | None) -> pl.DataFrame:
    """The finding on a file, or on one sheet of it, that was not read."""
    if sheet is None:
        return placed("file-not-read", pl.DataFrame({"file": [file], "value": [file]}))
    return placed(
        "sheet-not-read", pl.DataFrame({"file": [file], "sheet": [sheet], "value": [sheet]})
    )


def _rowless(register: Register, table: str) -> pl.DataFrame:
    """The finding on a table that was given without a row; of amendments not bound that says
    something, and is fine."""
    sources = [s for s in register.sources if s.table == table]
    if not sources or any(s.rows_read or not s.usable for s in sources):
        return no_findings()
    place = {"file": [sources[0].file], "sheet": [sources[0].sheet], "table": [table]}
    return placed("no-rows", pl.DataFrame(place, schema_overrides={"sheet": pl.String}))


def _counts(register: Register, faults: pl.DataFrame) -> pl.DataFrame:
    errors = faults.filter(pl.col("severity") == ERROR, pl.col("at").is_not_null())
    wrong = dict(errors.group_by("source").agg(pl.col("at").n_unique()).iter_rows())
    rows = []
    for number, source in enumerate(register.sources):
        rejected = wrong.get(number, 0) + source.broken if source.usable else source.rows_read
        rows.append(
            (
                source.file,
                source.sheet,
                source.table,
                source.rows_read,
                source.rows_read - rejected,
                rejected,
            )
        )
    return pl.DataFrame(rows, schema=INPUTS, orient="row")
