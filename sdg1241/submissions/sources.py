"""One table of the input as text: which column of the file is which of the schema, and what is
wrong with its shape."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from .cells import Cells, plain_name
from .findings import FINDINGS, found, nothing_found
from .schemas import INPUT_TABLES, TableSchema
from .template import day_columns, known_columns, long_form

SUBMISSIONS, PARTIES, NOT_BOUND = INPUT_TABLES


@dataclass(frozen=True)
class Source:
    """One table in one file or sheet.

    Attributes:
        cells: `at` (0, 1, ...), `row` (of the file or sheet), for a template `label` (the column of
            the receipt), and one text column for each column of the schema that the header has;
            null where blank.
        written: the name of each of those columns as the header writes it.
        header: every name of the header in order.
        faults: what was noticed about the file, its header and the shape of its rows (columns of
            `findings.FOUND`).
        rows_read: rows that are not blank, whether or not they fit the header; of a template,
            filled cells.
        usable: False where a required column is missing or stands twice.
        path: of a large file, whose cells are read when it is validated (`bulk`); `cells` is empty.
        stamp: size and time of the last change of that file.
    """

    table: str
    file: str
    sheet: str | None
    cells: pl.DataFrame
    written: dict[str, str]
    header: list[str]
    header_row: int
    faults: pl.DataFrame
    rows_read: int
    usable: bool
    path: Path | None = None
    stamp: tuple[int, int] | None = None

    @property
    def broken(self) -> int:
        """Rows that do not fit the header, so that `cells` does not hold them and no fault has
        their place (`at`)."""
        return 0 if self.path else self.rows_read - self.cells.height

    def located(self, faults: pl.DataFrame) -> pl.DataFrame:
        """Faults of this source as findings: with file, sheet, row and column as the person sees
        them."""
        found_at = faults["at"].drop_nulls().unique()
        named = self.cells.filter(pl.col("at").is_in(found_at.implode()))
        rows = named.select(
            "at", place="row", label=pl.col("label") if "label" in self.cells.columns else None
        )
        column = pl.col("column").replace(self.written)
        return (
            faults.join(rows, on="at", how="left", maintain_order="left")
            .with_columns(
                file=pl.lit(self.file),
                sheet=pl.lit(self.sheet, pl.String),
                row=pl.coalesce("row", "place"),
                column=pl.when(pl.col("column") == "party")
                .then(column)
                .otherwise(pl.coalesce("label", column)),
            )
            .select(*FINDINGS)
        )


def known_names(schema: TableSchema) -> dict[str, str]:
    """Names that a header may use, as `plain_name` gives them, for each column: its name and its
    title."""
    spaced = {n.replace("_", " "): n for n in schema.columns}
    return (
        {plain_name(f.title): f.name for f in schema.fields}
        | spaced
        | {n: n for n in schema.columns}
    )


def template_sources(file: str, sheet: str, cells: Cells) -> list[Source]:
    """The submissions, and the amendments not bound if any, of one sheet of a filled template."""
    received, not_bound = long_form(cells)
    findings = _shape_faults(cells)
    for at, name in enumerate(cells.header):
        if name.strip().lower() in [n.strip().lower() for n in cells.header[:at]]:
            findings.append(
                found(
                    "duplicate-column",
                    pl.DataFrame([{"row": cells.header_row, "column": name, "value": name}]),
                )
            )
        filled = not cells.rows[f"c{at}"].is_null().all()
        if filled and at not in known_columns(cells.header):
            place = pl.DataFrame(
                [{"row": cells.header_row, "column": name, "value": name, "table": "template"}]
            )
            findings.append(
                found("unknown-column", place, columns="the codes of an empty template")
            )
    formulas = [(n, at, f) for n, at, f in cells.blank_formulas if at in day_columns(cells.header)]
    findings += [
        _blank_formula(None, n, cells.header[at], text)
        for n, at, text in formulas
        if n > cells.header_row
    ]
    faults = pl.concat([nothing_found(), *findings])
    usable = "duplicate-column" not in faults["code"]
    sources = []
    for table, rows in ((SUBMISSIONS, received), (NOT_BOUND, not_bound)):
        main = table == SUBMISSIONS
        if not main and rows.is_empty():
            continue
        sources.append(
            Source(
                table=table,
                file=file,
                sheet=sheet,
                cells=rows.with_row_index("at").with_columns(pl.col("at").cast(pl.Int64)),
                written={c: c for c in rows.columns if c not in ("row", "label")},
                header=cells.header,
                header_row=cells.header_row,
                faults=faults if main else nothing_found(),
                rows_read=rows.height + (len(cells.broken) + len(formulas) if main else 0),
                usable=usable,
            )
        )
    return sources


def _shape_faults(cells: Cells) -> list[pl.DataFrame]:
    findings = []
    if cells.encoding:
        findings.append(
            found("other-encoding", pl.DataFrame({"row": [None]}), encoding=cells.encoding)
        )
    for code in sorted({str(fault["code"]) for fault in cells.broken}):
        findings.append(
            found(code, pl.DataFrame([f for f in cells.broken if f["code"] == code]).drop("code"))
        )
    return findings


def _blank_formula(at: int | None, row: int, column: str, text: str) -> pl.DataFrame:
    return found(
        "formula-without-result",
        pl.DataFrame([{"at": at, "row": row, "column": column, "value": text}]),
    )


def table_source(schema: TableSchema, file: str, sheet: str | None, cells: Cells) -> Source:
    """One table in long form, its columns named as in the schema."""
    named, findings = _named_columns(schema, cells)
    usable = not any(f["severity"][0] == "error" for f in findings)
    rows = cells.rows.with_row_index("at").with_columns(pl.col("at").cast(pl.Int64))
    places = dict(rows.select("row", "at").iter_rows()) if cells.blank_formulas else {}
    formulas = [
        (row, column, text)
        for row, column, text in cells.blank_formulas
        if column in named.values()
    ]
    for row, column, text in formulas:
        findings.append(_blank_formula(places.get(row), row, cells.header[column], text))
    lost = {row for row, _, _ in formulas if row > cells.header_row} - set(places)
    return Source(
        table=schema.name,
        file=file,
        sheet=sheet,
        cells=rows.select(
            "at", "row", *(pl.col(f"c{at}").alias(column) for column, at in named.items())
        ),
        written={column: cells.header[at] for column, at in named.items()},
        header=cells.header,
        header_row=cells.header_row,
        faults=pl.concat([nothing_found(), *findings, *_shape_faults(cells)]),
        rows_read=cells.read + len(lost),
        usable=usable,
    )


def _named_columns(schema: TableSchema, cells: Cells) -> tuple[dict[str, int], list[pl.DataFrame]]:
    """Which column of the file is which of the schema, and what is wrong with the header."""
    place = {"row": cells.header_row, "table": schema.name}
    known = known_names(schema)
    named: dict[str, int] = {}
    findings = []
    for at, name in enumerate(cells.header):
        column = known.get(plain_name(name))
        here = pl.DataFrame([{**place, "column": name, "value": name}])
        if column is None and not name.strip() and cells.rows[f"c{at}"].is_null().all():
            continue
        if column is None:
            findings.append(found("unknown-column", here, columns=", ".join(schema.columns)))
        elif column in named:
            findings.append(found("duplicate-column", here))
        else:
            named[column] = at
    for column in schema.required:
        if column not in named:
            here = pl.DataFrame([{**place, "column": column, "value": column}])
            findings.append(
                found("missing-column", here, header=", ".join(cells.header) or "nothing")
            )
    return named, findings
