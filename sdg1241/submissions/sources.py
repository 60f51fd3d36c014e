"""One table of the input, ready to be judged: its columns are those of the schema."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from ..tables import Broken, Piece, Table, Wanted, piece_of
from .findings import ERROR, FINDINGS, nothing_found
from .headers import named_columns, template_faults
from .schemas import INPUT_TABLES, TableSchema, table_schema
from .template import NAME, PARTY, day_columns, long_form, row_names

SUBMISSIONS, PARTIES, NOT_BOUND = INPUT_TABLES


Rows = frozenset[int] | None
Pieces = Callable[[Sequence[str], Rows], Iterator[Piece]]


@dataclass(frozen=True)
class Source:
    """One table in one file or sheet.

    Attributes:
        table: which of INPUT_TABLES it is.
        names: the place of each column of the schema that the header has.
        header, header_row: as they stand in the file.
        written: the name of each of those columns as the header writes it.
        pieces: the rows; given the names of columns, these are joined into one text a row; given
            the numbers of rows, others may be left out.
        faults: what is wrong with the header (columns of `findings.FOUND`).
        usable: False where a required column is missing or stands twice.
        encoding: how the file was read, where it is not UTF-8; known when its rows were read.
        beside: as in `Table`.
        epoch_1904: whether numbers of days count from 1904.
        lost: row, column of the schema (None: another one) and text of formulas without a result.
        places: of a template, the `row` and the `label` of the column of each receipt (`at`).
        row_names: of a template, `row`, `party` and `name` as written.
    """

    table: str
    file: str
    sheet: str | None
    names: dict[str, int]
    header: list[str]
    header_row: int
    written: dict[str, str]
    pieces: Pieces
    faults: pl.DataFrame
    usable: bool
    encoding: Callable[[], str | None] = lambda: None
    beside: Callable[[], list[tuple[int, str, str]]] = list
    lost: list[tuple[int, str, str]] = field(default_factory=list)
    epoch_1904: bool = False
    places: pl.DataFrame | None = None
    row_names: pl.DataFrame | None = None

    def located(self, faults: pl.DataFrame, start: int) -> pl.DataFrame:
        """Faults as findings: with file, sheet, row and column as a person sees them.

        `start` is what `at` counts from in this source.
        """
        label: pl.Expr = pl.lit(None, pl.String)
        number = pl.col("at") - start
        if self.places is not None:
            at = faults.select(number).to_series()
            places = pl.DataFrame({"at": at}).join(
                self.places, on="at", how="left", maintain_order="left"
            )
            faults = faults.with_columns(places["row"].alias("of_row"), places["label"])
            number, label = pl.col("of_row"), pl.col("label")
        column = pl.col("column").replace(self.written)
        of_row = pl.col("column").is_in([PARTY, NAME])
        named = pl.when(of_row).then(column).otherwise(pl.coalesce(label, column))
        return faults.with_columns(
            file=pl.lit(self.file),
            sheet=pl.lit(self.sheet, pl.String),
            row=pl.coalesce("row", number),
            column=named,
        ).select(*FINDINGS)


def table_source(schema: TableSchema, file: str, sheet: str | None, table: Table) -> Source:
    """One table in long form."""
    names, faults = named_columns(schema, table)
    usable = not any(f["severity"][0] == ERROR for f in faults)
    columns = {at: name for name, at in names.items()}
    last = max((names[n] for n in schema.required if n in names), default=0)

    def pieces(joined: Sequence[str], only: Rows = None) -> Iterator[Piece]:
        places = [names[name] for name in joined if name in names]
        return table.pieces(Wanted(places, last + 1, only))

    return Source(
        table=schema.name,
        file=file,
        sheet=sheet,
        names=names,
        header=table.header,
        header_row=table.header_row,
        written={name: table.header[at] for name, at in names.items()},
        pieces=pieces,
        faults=pl.concat([nothing_found(), *faults]),
        usable=usable,
        encoding=table.encoding,
        beside=table.beside,
        epoch_1904=table.epoch_1904,
        lost=[
            (row, columns[at], text)
            for row, at, text in table.lost()
            if at in columns and row > table.header_row
        ],
    )


def template_sources(file: str, sheet: str | None, table: Table) -> list[Source]:
    """The submissions, and the amendments not bound if any, of one sheet of a filled template."""
    rows, broken = table.rows()
    filled = {at for at in range(len(table.header)) if not rows[f"c{at}"].is_null().all()}
    received, not_bound = long_form(table.header, rows)
    faults = template_faults(table.header_row, table.header, filled)
    usable = not any(f["code"][0] == "duplicate-column" for f in faults)
    lost = [
        (row, table.header[at], text)
        for row, at, text in table.lost()
        if at in day_columns(table.header) and row > table.header_row
    ]
    sources = []
    for name, cells in ((SUBMISSIONS, received), (NOT_BOUND, not_bound)):
        main = name == SUBMISSIONS
        if not main and cells.is_empty():
            continue
        schema = table_schema(name)
        columns = [c for c in cells.columns if c in schema.columns]
        sources.append(
            Source(
                table=name,
                file=file,
                sheet=sheet,
                names={c: n for n, c in enumerate(columns)},
                header=table.header,
                header_row=table.header_row,
                written={c: c for c in columns},
                pieces=_of_template(cells.select(columns), broken if main else []),
                faults=pl.concat([nothing_found(), *(faults if main else [])]),
                usable=usable,
                encoding=table.encoding,
                beside=table.beside if main else list,
                epoch_1904=table.epoch_1904,
                lost=lost if main else [],
                places=cells.select(pl.int_range(pl.len()).alias("at"), "row", "label"),
                row_names=row_names(table.header, rows) if main else None,
            )
        )
    return sources


def _of_template(cells: pl.DataFrame, broken: list[Broken]) -> Pieces:
    names = list(cells.columns)
    rows = cells.rename({c: f"c{n}" for n, c in enumerate(names)})
    rows = rows.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))

    def pieces(joined: Sequence[str], only: Rows = None) -> Iterator[Piece]:
        return iter([piece_of(rows, [names.index(c) for c in joined if c in names], broken=broken)])

    return pieces
