"""Validate a register: every finding of every table in one pass, and the receipts that remain."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from ..rules import Rules
from . import parties as tables
from .checks import without_status
from .columns import typed_columns
from .findings import ERROR, NOTE, WARNING, catalogue, in_order, no_findings, nothing_found, placed
from .judge import Judge
from .places import Places
from .readers import readers_of
from .reading import Register, Unread
from .repairs import Repairs
from .schemas import INPUT_TABLES, TYPES, table_schema
from .sources import NOT_BOUND, PARTIES, SUBMISSIONS, Source

TEXTS = {"file": pl.String, "value": pl.String}
NOWHERE = pl.DataFrame({"file": [None]})
SHIPPED = "shipped with the program"
STATUS_TABLE = "party_status"  # of the reference, in a rules folder
INPUTS = {
    "file": pl.String,
    "sheet": pl.String,
    "table": pl.String,
    "rows_read": pl.Int64,
    "rows_accepted": pl.Int64,
    "rows_rejected": pl.Int64,
}
COUNTED = ("repaired-more", "missing-marker")  # one finding for many cells of a column
STATUS = ("convention", "party", "entry_into_force", "withdrawn_on", "first_round")


@dataclass(frozen=True)
class Checked:
    """A validated register.

    Attributes:
        submissions: one row a fact and end date, whatever the size and the form of the input: its
            earliest receipt that is accepted. file, sheet, row, party, convention, received_on,
            reference, ended_on, and scored_obligation and scored_item, what it counts towards (the
            item is blank text where there is one only). `receipts` is the number of accepted rows
            that it stands for. A designation that ended has a row of its own beside the one that
            stands, also where it was received earlier.
        status: Party status in use: convention, party, entry_into_force, withdrawn_on, first_round
            (null dates are not known; first_round is null in a table of the user's own).
        not_bound: convention, scored_obligation, item and party of amendments that do not bind a
            Party.
        findings: everything noticed, in the order of file and row.
        inputs: one row for each table of each file: rows read = accepted + rejected.
        status_table: the file of the Party status, or SHIPPED; with it that of a rules folder.
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
        register: the input.
        rules: what the conventions ask.
        today: receipts after this day are errors; default: the current date in UTC.
        progress: called with a number of bytes when these are done.

    Raises:
        InputError: a file cannot be read, is no table after all, or changed meanwhile.
    """
    places, repairs = Places(register.sources, progress), Repairs()
    parties, faults = _typed(register, PARTIES, rules, places, repairs)
    faults.append(tables.status_faults(parties, rules))
    status, status_table = _status(register, _accepted(parties, faults), rules)
    named = _named(register, parties, status)
    today = today or datetime.now(UTC).date()
    judge = Judge(rules, status, named, places, today, register.order)
    for number, source in enumerate(register.sources):
        if source.table == SUBMISSIONS and source.usable:
            judge.take(number, source)
        elif source.table == SUBMISSIONS:
            _count_only(number, source, places)
    accepted, judged = judge.result()
    faults += judged

    not_bound, more = _typed(register, NOT_BOUND, rules, places, repairs)
    not_bound = not_bound.join(
        tables.amendments(rules), on="item", how="left", maintain_order="left"
    )
    faults += [*more, tables.not_bound_faults(not_bound, rules)]
    faults.append(without_status(not_bound, named))
    not_bound = _accepted(not_bound, faults).unique(
        ("party", "item"), keep="first", maintain_order=True
    )
    faults.append(tables.not_bound_yet_received(not_bound, accepted))
    for file in register.files:
        file.refuse_changed()

    all_faults = pl.concat([nothing_found(), *faults, *repairs.faults()])
    return Checked(
        submissions=_with_files(accepted, places),
        status=status,
        not_bound=not_bound.select("convention", "scored_obligation", "item", "party"),
        findings=_findings(register, places, all_faults, rules),
        inputs=_counts(register, places, all_faults),
        status_table=status_table,
        complete=all(s.usable for s in register.sources),
    )


def _typed(
    register: Register, table: str, rules: Rules, places: Places, repairs: Repairs
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """All usable sources of a small table, typed: at, source, row and the columns of its schema;
    and the faults of their cells."""
    schema = table_schema(table, rules.keys)
    place = {"at": pl.Int64, "source": pl.Int32, "row": pl.Int64}
    frames = [pl.DataFrame(schema=place | {f.name: TYPES[f.type] for f in schema.fields})]
    faults: list[pl.DataFrame] = []
    for number, source in enumerate(register.sources):
        if source.table != table:
            continue
        if not source.usable:
            _count_only(number, source, places)
            continue
        start = places.start(number)
        readers = readers_of(source, rules, register.order)
        for piece in source.pieces((), None):
            places.count(number, piece)
            cells = piece.cells.select(
                (piece.row + start).alias("at"),
                *(pl.col(f"c{at}").alias(name) for name, at in source.names.items()),
            )
            typed, wrong, repaired = typed_columns(cells, schema, readers)
            repairs.note(number, repaired)
            faults += [wrong, places.formulas(number)]
            here = pl.lit(number, pl.Int32).alias("source")
            frames.append(typed.with_columns(here, piece.row.alias("row")))
    return pl.concat(frames, how="diagonal"), faults


def _count_only(number: int, source: Source, places: Places) -> None:
    """Count the rows of a source that cannot be used: all of them are rejected."""
    places.start(number)
    for piece in source.pieces((), None):
        places.count(number, piece)


def _accepted(rows: pl.DataFrame, faults: list[pl.DataFrame]) -> pl.DataFrame:
    all_faults = pl.concat([nothing_found(), *faults])
    wrong = all_faults.filter(pl.col("severity") == ERROR)["at"].drop_nulls()
    return rows.filter(~pl.col("at").is_in(wrong.implode()))


def _status(register: Register, parties: pl.DataFrame, rules: Rules) -> tuple[pl.DataFrame, str]:
    files = list(dict.fromkeys(s.file for s in register.sources if s.table == PARTIES))
    table = rules.reference.party_status
    own = [path.name for path in rules.files if path.stem == STATUS_TABLE]
    shipped = f"{SHIPPED}, with {own[0]} of the rules" if own else SHIPPED
    if files:
        table = parties.unique(("convention", "party"), keep="first", maintain_order=True)
        table = table.with_columns(first_round=pl.lit(None, pl.Int32))
    return table.select(STATUS), ", ".join(files) or shipped


def _named(register: Register, parties: pl.DataFrame, status: pl.DataFrame) -> pl.DataFrame | None:
    """The (convention, party) pairs that have a row in the table of Parties, rejected ones too: a
    fault there is said there, not once more for everything that the Party sent. None where the
    table cannot be used at all."""
    sources = [s for s in register.sources if s.table == PARTIES]
    if not sources:
        return status
    return parties if all(s.usable for s in sources) else None


def _with_files(rows: pl.DataFrame, places: Places) -> pl.DataFrame:
    """Receipts with the file, sheet and row that a person sees."""
    sources = places.sources
    names = {
        "source": list(range(len(sources))),
        "file": [s.file for s in sources],
        "sheet": [s.sheet for s in sources],
    }
    types = {"source": pl.Int32, "file": pl.String, "sheet": pl.String}
    placed_rows = places.with_source(rows).join(
        pl.DataFrame(names, schema=types), on="source", how="left", maintain_order="left"
    )
    of_templates = [
        s.places.select(pl.lit(n, pl.Int32).alias("source"), row="at", seen="row")
        for n, s in enumerate(sources)
        if s.places is not None
    ]
    if of_templates:
        seen = pl.concat(of_templates)
        key = ("source", "row")
        placed_rows = placed_rows.join(seen, on=key, how="left", maintain_order="left")
        placed_rows = placed_rows.with_columns(row=pl.coalesce("seen", "row")).drop("seen")
    return placed_rows


def _findings(
    register: Register, places: Places, faults: pl.DataFrame, rules: Rules
) -> pl.DataFrame:
    findings = []
    of_rows = faults.filter(pl.col("at").is_not_null())
    sources = places.with_source(of_rows.select(pl.col("at").unique())).select("at", "source")
    by_source = of_rows.join(sources, on="at", how="left", maintain_order="left")
    for number, source in enumerate(register.sources):
        here = by_source.filter(pl.col("source") == number).select(faults.columns)
        start = max(places.counted[number].start, 0)
        shape = places.shape_faults(number)
        findings.append(source.located(pl.concat([*shape, here]), start))
    general = [_unread(left) for left in register.unread]
    given = {s.table for s in register.sources}
    if PARTIES not in given:
        general.append(placed("shipped-party-status", NOWHERE))
    if NOT_BOUND not in given:
        general.append(placed("all-bound", NOWHERE))
    general.append(_beside_the_indicator(rules))
    general += [_rowless(register, places, table) for table in INPUT_TABLES if table != NOT_BOUND]
    # A cell of a template belongs to as many rows as the cells beside it: it is told of once.
    said = pl.concat([no_findings(), *findings]).unique(maintain_order=True)
    return in_order([_one_a_cell(said), *general])


def _one_a_cell(findings: pl.DataFrame) -> pl.DataFrame:
    """Of several findings on a cell the gravest alone, of equally grave ones the first in the
    catalogue. A note that counts cells of a column stays, without its row."""
    place = ("file", "sheet", "row", "column")
    grave = {severity: rank for rank, severity in enumerate((ERROR, WARNING, NOTE))}
    order = {code: rank for rank, code in enumerate(catalogue())}
    of_cell = pl.col("row").is_not_null() & pl.col("column").is_not_null()
    rank = pl.col("severity").replace_strict(grave) * len(order)
    rank += pl.col("code").replace_strict(order)
    alone = ~of_cell | (rank == rank.min().over(place))
    counts = pl.col("code").is_in(COUNTED)
    kept = findings.filter(alone | counts)
    return kept.with_columns(row=pl.when(~counts | (rank == rank.min().over(place))).then("row"))


def _beside_the_indicator(rules: Rules) -> pl.DataFrame:
    """The finding on each agreement that is scored and does not belong to the indicator."""
    names = [c.short_name for c in rules.beside_indicator]
    rows = {"file": [None] * len(names), "value": names}
    return placed("beside-the-indicator", pl.DataFrame(rows, schema_overrides=TEXTS))


def _unread(left: Unread) -> pl.DataFrame:
    """The finding on a file, or on one sheet of it, that was not read."""
    if left.sheet is None:
        return placed("file-not-read", pl.DataFrame({"file": [left.file], "value": [left.file]}))
    place = pl.DataFrame({"file": [left.file], "sheet": [left.sheet], "value": [left.sheet]})
    return placed("hidden-sheet-not-read" if left.hidden else "sheet-not-read", place)


def _rowless(register: Register, places: Places, table: str) -> pl.DataFrame:
    """The finding on a table that was given without a row; of amendments not bound that says
    something, and is fine."""
    numbers = [n for n, s in enumerate(register.sources) if s.table == table]
    sources = [register.sources[n] for n in numbers]
    if not sources or any(not s.usable for s in sources) or any(map(places.rows_read, numbers)):
        return no_findings()
    place = {"file": [sources[0].file], "sheet": [sources[0].sheet], "table": [table]}
    return placed("no-rows", pl.DataFrame(place, schema_overrides={"sheet": pl.String}))


def _counts(register: Register, places: Places, faults: pl.DataFrame) -> pl.DataFrame:
    errors = faults.filter(pl.col("severity") == ERROR, pl.col("at").is_not_null())
    errors = places.with_source(errors.select(pl.col("at").unique()))
    wrong = dict(errors.group_by("source").len().iter_rows())
    rows = []
    for number, s in enumerate(register.sources):
        read = places.rows_read(number)
        rejected = read if not s.usable else wrong.get(number, 0) + read - places.fitting(number)
        rows.append((s.file, s.sheet, s.table, read, read - rejected, rejected))
    return pl.DataFrame(rows, schema=INPUTS, orient="row")
