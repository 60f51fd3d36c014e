"""Validate a large CSV file of submissions: rows in order are counted, rows with anything to say
are looked at.

Most rows of a large register are in order and repeat what another row says. They are kept as one
whole number each (fact, day, row) and one fingerprint of their details. Every other row goes the
way of a small file, through the same checks, so that its findings are the same. What remains is one
row for each fact and end date: its earliest receipt. Whatever this reader cannot prove to be
regular raises IrregularError, and the file is read like any other.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from ..errors import InputError
from ..rules import Rules
from .aside import Repairs, check_aside
from .cells import Cells
from .coded import BYTES, FAULTY, LENGTH, REPAIRED, Coded
from .facts import DUTY, PLACE, Facts
from .findings import found
from .pieces import Head, IrregularError, Piece, cells_of, pieces, read_head
from .repeats import FIRST_ROW, ROW, START, Repeats, fingerprint, number
from .schemas import TableSchema, table_schema
from .sources import SUBMISSIONS, Source, known_names, table_source
from .values import SPACES

LARGE = 50 << 20  # bytes from which a file goes this way
CODED = ("party", "convention", "obligation", "item", "received_on", "ended_on")
FREE = ("reference", "note")


@dataclass(frozen=True)
class Bulk:
    """What a large file holds.

    Attributes:
        accepted: one row per fact and end date, the earliest receipt that is accepted, lowest row
            first among equals: source (0), at, row, party, convention, scored_obligation,
                scored_item, received_on, ended_on, reference,
            lapses, receipts (rows it stands for).
        faults: as for a small file, without `source`; `at` is the row.
        rows_read: rows that are not blank.
    """

    accepted: pl.DataFrame
    faults: pl.DataFrame
    rows_read: int


def large_source(path: Path) -> Source | None:
    """A large plain CSV file of submissions as a source without cells, or None where it is to be
    read at once."""
    try:
        return table_of(path) if path.stat().st_size >= LARGE else None
    except (IrregularError, OSError):
        return None


def table_of(path: Path) -> Source:
    """The header of a plain CSV file of submissions. Raises IrregularError, OSError."""
    schema = table_schema(SUBMISSIONS)
    head = _head(path, schema)
    columns = {"row": pl.Int64} | {f"c{n}": pl.String for n in range(len(head.names))}
    source = table_source(
        schema, path.name, None, Cells(head.names, 1, pl.DataFrame(schema=columns))
    )
    if not source.usable:
        raise IrregularError
    return replace(source, path=path, stamp=_stamp(path))


def refuse_changed(source: Source) -> None:
    """Stop where a large file is no longer the one whose SHA-256 is on record. Raises
    InputError."""
    try:
        same = source.path is None or _stamp(source.path) == source.stamp
    except OSError:
        same = False
    if not same:
        assert source.path
        raise InputError(
            source.path, "changed while it was read", "Wait until it is complete, and start again."
        )


def _stamp(path: Path) -> tuple[int, int]:
    known = path.stat()
    return known.st_size, known.st_mtime_ns


def _head(path: Path, schema: TableSchema) -> Head:
    return read_head(path, set(known_names(schema)))


def read_bulk(
    source: Source,
    rules: Rules,
    status: pl.DataFrame,
    today: date,
    progress: Callable[[int], None] | None = None,
) -> Bulk:
    """Read and check a source from `table_of`.

    Args:
        source: the file.
        rules, status, today: as for `validate`.
        progress: called with the bytes of the header and of each piece that is done.

    Raises:
        IrregularError: the file needs the other reader.
        InputError: it changed meanwhile.
        OSError: it cannot be read.
    """
    assert source.path
    head = _head(source.path, table_schema(SUBMISSIONS))
    if head.names != source.header:
        raise IrregularError
    work = _Work(source, head, rules, status, today)
    said = progress or (lambda _: None)
    said(head.size)
    for piece in pieces(source.path, head, work.types):
        work.take(piece)
        said(piece.size)
    refuse_changed(source)
    return work.result()


class _Work:
    def __init__(
        self, source: Source, head: Head, rules: Rules, status: pl.DataFrame, today: date
    ) -> None:
        self.source, self.head, self.rules, self.status, self.today = (
            source,
            head,
            rules,
            status,
            today,
        )
        self.facts = Facts(rules, status, today)
        self.at = {
            column: f"c{head.names.index(written)}" for column, written in source.written.items()
        }
        schema = table_schema(SUBMISSIONS)
        self.coded = {
            c: Coded(schema.field(c), self._number(c), self.facts.weight(c), rules.reference)
            for c in CODED
            if c in self.at
        }
        text: dict[str, pl.DataType] = {f"c{n}": pl.String() for n in range(len(head.names))}
        self.types = text | {self.at[c]: coded.type for c, coded in self.coded.items()}
        self.repairs = {c: Repairs(c, coded) for c, coded in self.coded.items()}
        self.next_row, self.rows_read = FIRST_ROW, 0
        self.broken: list[dict[str, object]] = []
        self.numbers: list[pl.Series] = []
        self.details: list[pl.Series] = []
        self.ended: list[pl.DataFrame] = []
        self.references: list[pl.Series] = []
        self.aside = [pl.DataFrame(schema={"row": pl.Int64(), **text})]

    def _number(self, column: str) -> Callable[[str], int | None]:
        if not column.endswith("_on"):
            return self.facts.number(column)
        latest = self.today if column == "received_on" else date.max

        def days(text: str) -> int | None:
            day = date.fromisoformat(text)
            return (day - START).days + 1 if START <= day <= latest else None

        return days

    def take(self, piece: Piece) -> None:
        """Count the rows of the next piece that are in order; put the others aside."""
        rows, first = piece.rows, self.next_row
        self.next_row += rows.height
        if self.next_row > ROW:
            raise IrregularError
        found_at = {c: coded.look_up(rows[self.at[c]]) for c, coded in self.coded.items()}
        frame = self._judged(self._summed(piece, found_at))
        unsound = frame.height - int(frame["sound"].sum())
        if unsound:
            self._note_broken(frame, piece, first)
        self.rows_read += frame.height - unsound
        self._set_aside(
            frame.select((pl.col("suspect") & pl.col("sound")).arg_true())["suspect"], rows, first
        )
        if frame["repaired"].any():
            places = frame.select((pl.col("repaired") & pl.col("sound")).arg_true())["repaired"]
            for column, (_, codes) in found_at.items():
                self.repairs[column].note(places, codes, rows[self.at[column]], first)
        self.details.append(frame["detail"])
        self.references.append(frame["reference"])
        good = (
            frame.lazy()
            .with_row_index("row", offset=first)
            .filter(pl.col("sound") & ~pl.col("suspect"))
        )
        ended, fact = pl.col("ended"), pl.col("duty") * self.facts.width + pl.col("place")
        kept = good.select(
            "row", "ended", v=number(fact, pl.col("day"), pl.col("row"), ended)
        ).collect()
        self.numbers.append(kept["v"])
        ends = pl.lit(START) + pl.duration(days=ended - 1)
        self.ended.append(
            kept.filter(ended > 0).select(pl.col("row").cast(pl.Int64), ended_on=ends)
        )

    def _summed(
        self, piece: Piece, found_at: dict[str, tuple[pl.Series, pl.Series]]
    ) -> pl.DataFrame:
        """What the columns say together: blank, sound, suspect, repaired, duty, place, day, ended,
        reference."""
        at, rows = self.at, piece.rows
        coded = {at[c] for c in self.coded}
        others = [pl.col(c) for c in rows.columns if c not in coded]
        free = [pl.col(at[c]) for c in FREE if c in at and piece.spaced]
        word, said = pl.sum_horizontal(f"w{n}" for n in range(len(found_at))), pl.col("said")
        frame = pl.DataFrame({f"w{n}": words for n, (words, _) in enumerate(found_at.values())})
        frame = frame.hstack(rows.select(others)).with_columns(
            line=piece.lines,
            day=self._days("received_on", found_at, rows),
            ended=self._days("ended_on", found_at, rows),
        )
        length = [
            pl.lit(len(self.head.names) - 1, pl.UInt32),
            *(c.str.len_bytes().fill_null(0) for c in others),
        ]
        spaced = [
            pl.lit(value=False),
            *(c.str.strip_chars(SPACES).ne(c).fill_null(value=False) for c in free),
        ]
        summed = frame.lazy().select(
            line=pl.col("line").str.len_bytes(), length=pl.sum_horizontal(length), spaced=pl.any_horizontal(spaced),
            what=word.cast(pl.UInt32, wrap_numerical=True), said=(word // LENGTH).cast(pl.UInt32),
            day=pl.col("day") - 1, ended="ended",
            reference=pl.col(at["reference"]) if "reference" in at else pl.lit(None, pl.String),
        ).select(
            "day", "ended", "reference",
            blank=pl.col("line").is_null(),
            sound=(pl.col("line") == (said & BYTES) + pl.col("length")).fill_null(value=False),
            suspect=(said >= FAULTY) | pl.col("spaced"),
            repaired=(said & (FAULTY - REPAIRED)) > 0,
            duty=pl.col("what") & (PLACE - 1), place=pl.col("what") // PLACE,
        )  # fmt: skip
        return summed.collect(engine="in-memory")

    def _judged(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows with the duty that each speaks of, a fingerprint of its details, and `suspect`
        for good."""
        facts, day, ended = self.facts, pl.col("day"), pl.col("ended")
        duty, place = facts.by_duty.gather(frame["duty"]), frame["place"]
        known = {
            "duty": duty,
            "exists": facts.exists.gather(duty),
            "in_force": facts.in_force.gather(place),
        }
        suspect = (
            pl.col("suspect")
            | (pl.col("duty") == 0)
            | (day < pl.col("exists"))
            | (day < pl.col("in_force"))
        )
        if facts.any_gone:
            known["gone"] = facts.gone.gather(place)
            suspect |= day >= pl.col("gone")
        if frame["ended"].max():
            known["lapses"] = facts.lapses.gather(duty)
            suspect |= (ended > 0) & (~pl.col("lapses") | (ended - 1 < day))
        return frame.with_columns(**known).select(
            "blank", "sound", "repaired", "duty", "place", "day", "ended", "reference",
            detail=fingerprint(pl.col("reference"), ended), suspect=suspect,
        )  # fmt: skip

    def _days(
        self, column: str, found_at: dict[str, tuple[pl.Series, pl.Series]], rows: pl.DataFrame
    ) -> pl.Series:
        if column in found_at:
            return self.coded[column].numbers.gather(found_at[column][1])
        return pl.repeat(0, rows.height, dtype=pl.Int32, eager=True)

    def _set_aside(self, places: pl.Series, rows: pl.DataFrame, first: int) -> None:
        """Keep the cells of suspect rows as text; rows without any text are none."""
        texts = [pl.col(c).cast(pl.String) for c in rows.columns]
        part = rows[places].select(pl.lit(places.cast(pl.Int64) + first).alias("row"), *texts)
        filled = part.filter(~pl.all_horizontal(pl.col(rows.columns).is_null()))
        if filled.select(
            pl.all_horizontal(pl.col(rows.columns).str.strip_chars().fill_null("") == "").any()
        ).item():
            raise IrregularError
        self.rows_read -= part.height - filled.height
        self.aside.append(filled)

    def _note_broken(self, frame: pl.DataFrame, piece: Piece, first: int) -> None:
        width = len(self.head.names)
        wrong = frame.select((~pl.col("sound") & ~pl.col("blank")).arg_true())["sound"]
        for at, line in zip(wrong, piece.lines.gather(wrong), strict=True):
            cells = cells_of(line, self.head.separator)
            if not any(c.strip() for c in cells):
                continue
            if len(cells) >= width and not any(c.strip() for c in cells[width:]):
                raise IrregularError
            row = at + first
            self.broken.append(
                {"at": row, "row": row, "found": str(len(cells)), "expected": str(width)}
            )

    def result(self) -> Bulk:
        cells = pl.concat(self.aside).select(
            "row", *(pl.col(a).alias(c) for c, a in self.at.items())
        )
        aside, faults = check_aside(
            cells, self.source, set(self.coded), self.rules, self.status, self.today
        )
        duties = self._add(aside)
        repeats = Repeats(
            pl.concat(self.numbers),
            self._patched(self.details, "detail"),
            self._patched(self.references, "reference"),
            pl.concat(self.ended),
            self.facts.numbered(duties),
        )
        faults += [*repeats.faults(), *(f for r in self.repairs.values() for f in r.faults())]
        if self.broken:
            faults.append(found("broken-row", pl.DataFrame(self.broken)))
        placed = pl.concat(faults).with_columns(row=pl.coalesce("row", "at"))
        return Bulk(repeats.earliest(), placed, self.rows_read + len(self.broken))

    def _add(self, aside: pl.DataFrame) -> pl.DataFrame:
        """Accepted rows among those put aside become numbers like the others. Returns all duties,
        theirs included."""
        duties = self.facts.duties
        duties = pl.concat([duties, aside.select(duties.columns)]).unique(
            DUTY, keep="first", maintain_order=True
        )
        facts = self.facts.numbered(duties).drop("lapses")
        rows = aside.join(
            facts, on=("party", *DUTY), how="left", maintain_order="left"
        ).with_columns(
            day=(pl.col("received_on") - START).dt.total_days(),
            end=(pl.col("ended_on") - START).dt.total_days().fill_null(-1) + 1,
        )
        end = pl.col("end")
        self.changed = rows.select("row", "reference", detail=fingerprint(pl.col("reference"), end))
        self.numbers.append(
            rows.select(v=number(pl.col("fact"), pl.col("day"), pl.col("row"), end))["v"]
        )
        self.ended.append(rows.filter(end > 0).select("row", "ended_on"))
        return duties

    def _patched(self, parts: list[pl.Series], column: str) -> pl.Series:
        """The column of every row; what was put aside was trimmed since."""
        raw = pl.concat(parts, rechunk=True)
        parts.clear()
        new = self.changed
        new = new.filter(new[column].ne_missing(raw.gather(new["row"] - FIRST_ROW)))
        return raw.scatter(new["row"] - FIRST_ROW, new[column]) if new.height else raw
