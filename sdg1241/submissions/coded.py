"""Columns as numbers: each distinct text of a column is read once for the whole file, each row is
looked up.

The words of a row add up. In the sum stand, from the right: what the row speaks of (as `Facts`
weighs it), the bytes of its texts, how many of them were repaired, and how many are not in order.
"""

from collections.abc import Callable

import polars as pl

from ..reference import Reference
from .columns import reader_of
from .schemas import Field
from .values import Reading

LENGTH = 2**32
REPAIRED, FAULTY = 2**24, 2**28  # in units of LENGTH
BYTES = REPAIRED - 1
WORD = pl.UInt64


class Coded:
    """One column of a file whose texts repeat.

    Attributes:
        type: the polars type to parse the column as.
        numbers, repaired: the number of each text, and whether it was repaired, by its place.
        texts, readings: the distinct texts so far and what each stands for.
    """

    def __init__(
        self, field: Field, number: Callable[[str], int | None], weight: int, reference: Reference
    ) -> None:
        """`number` gives each value that a row in order may have its number, from 1; 0 is blank."""
        self.field, self._number, self._weight = field, number, weight
        self._read = reader_of(field, reference)
        self.type = pl.Categorical(pl.Categories(f"{field.name}-{id(self)}"))
        self.texts: list[str] = []
        self.readings: list[Reading] = []
        self._words = [FAULTY * LENGTH if field.required else 0]
        self._numbers = [0]
        self._learnt()

    def look_up(self, column: pl.Series) -> tuple[pl.Series, pl.Series]:
        """The word of each row, and where to find its number (`numbers`)."""
        codes = column.to_physical()
        highest = codes.max()
        if isinstance(highest, int) and highest >= len(self.texts):
            self._learn(column, codes)
        codes = (codes + 1).fill_null(0)
        return self._table.gather(codes), codes

    def _learn(self, column: pl.Series, codes: pl.Series) -> None:
        """Read texts not met before; polars numbers them in the order in which it meets them."""
        fresh = pl.DataFrame({"code": codes, "text": column}).filter(
            pl.col("code") >= len(self.texts)
        )
        fresh = fresh.unique("code").sort("code")
        for text in fresh["text"].cast(pl.String):
            reading = self._read(text)
            number = 0 if reading.value is None else self._number(reading.value)
            faulty = (
                reading.code or number is None or (self.field.required and reading.value is None)
            )
            repaired = reading.value and reading.value != text
            marks = bool(repaired) * REPAIRED + bool(faulty) * FAULTY
            self.texts.append(text)
            self.readings.append(reading)
            self._numbers.append(number or 0)
            self._words.append((number or 0) * self._weight + (len(text.encode()) + marks) * LENGTH)
        if len(self.texts) != fresh["code"][-1] + 1:
            raise AssertionError("polars left a gap between the numbers of a Categorical")
        self._learnt()

    def _learnt(self) -> None:
        self._table = pl.Series(self._words, dtype=WORD)
        self.numbers = pl.Series(self._numbers, dtype=pl.Int32)
        self.repaired = pl.Series([w // LENGTH & REPAIRED > 0 for w in self._words])
