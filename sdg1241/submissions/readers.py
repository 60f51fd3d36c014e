"""How the cells of one source are read: by their column, and by what the whole source tells."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ..characters import folded
from ..rules import Rules
from .cell import Reader, Reading
from .dates import Order, read_date
from .markers import is_marker, is_plainly_a_party
from .names import party_reader
from .printed_names import convention_reader, obligation_reader
from .schemas import Field
from .sources import Source
from .values import read_item, read_text

PARTY = "party"
NO_DAY = {  # whether the source is a form: what to do with a marker in place of a day
    True: " Leave the cell blank where nothing was received.",
    False: " Leave out the row where nothing was received.",
}


@dataclass(frozen=True)
class Readers:
    """How the cells of a source are read.

    Attributes:
        rules: the conventions and obligations, and the names of Parties.
        order: what comes first in dates where day and month can be taken for each other.
        epoch_1904: whether numbers of days count from 1904.
        is_form: whether the source is a template or a reminder.
        stands_for_party: whether a marker of a missing value in the column of Parties is meant as
            the code of one.
    """

    rules: Rules
    order: Order | None = None
    epoch_1904: bool = False
    is_form: bool = False
    stands_for_party: Callable[[str], bool] = lambda _: True

    def of(self, field: Field) -> Reader:
        """How the cells of a column are read; a marker in an optional one is a blank."""
        if field.name == PARTY:
            return self.of_party
        read = self._date if field.type == "date" else self._plain(field.name)
        if field.required:
            return read
        return lambda text: Reading() if is_marker(text) else read(text)

    def _plain(self, name: str) -> Reader:
        readers = {
            "convention": convention_reader(self.rules),
            "obligation": obligation_reader(self.rules),
            "item": read_item,
        }
        return readers.get(name, read_text)

    def _date(self, text: str) -> Reading:
        if is_marker(text):
            return Reading(code="bad-date", details={"advice": NO_DAY[self.is_form]})
        return read_date(text, order=self.order, calendar_1904=self.epoch_1904)

    def of_party(self, text: str) -> Reading:
        """The Party that a code or a name stands for."""
        reading = party_reader(self.rules.reference)(text)
        if not is_marker(text):
            return reading
        if reading.value is None:
            return Reading(code="unknown-party", details={"nearest": ""})
        if self.stands_for_party(text):
            return reading
        return Reading(code="party-or-marker", details={"iso3": reading.value})


def readers_of(source: Source, rules: Rules, order: Order | None) -> Readers:
    """How the cells of a source are read; `order` as in `Readers`."""

    @cache
    def stands_for_party(marker: str) -> bool:
        texts, elsewhere = _party_texts(source, marker)
        return is_plainly_a_party(marker, texts, blank_elsewhere=elsewhere)

    return Readers(rules, order, source.epoch_1904, source.places is not None, stands_for_party)


def _party_texts(source: Source, marker: str) -> tuple[Counter[str], bool]:
    """The texts of the column of Parties with the number of their rows, and whether the marker
    stands in another column too. The source is read once more for it."""
    texts: Counter[str] = Counter()
    elsewhere = False
    same = folded(marker).lower()
    party = source.names[PARTY]
    for piece in source.pieces((), None):
        for at in source.names.values():
            counts = piece.cells[f"c{at}"].drop_nulls().value_counts(name="rows")
            if at == party:
                texts.update(dict(counts.iter_rows()))
            else:
                elsewhere |= any(folded(text).lower() == same for text in counts.to_series())
    return texts, elsewhere
