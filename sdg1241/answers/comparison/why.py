"""Why the rate of one Party or area changed, as tables that add up and in a few sentences."""

from dataclasses import dataclass

import polars as pl

from ...rules import Rules
from ..table import answer_table
from .account import Account, account
from .report import Comparison
from .rows import MEMBERS, Row, item_rows, member_rows, term_rows
from .subject import conventions_of, subject_of
from .wording import wording
from .words import sentences


@dataclass(frozen=True)
class Why:
    """Why a rate changed.

    Attributes:
        code, name: the Party (ISO3) or the area (M49).
        terms: one row per term of the change of the rate: each convention, `members` (Parties of an
            area that are counted in one run alone) and `all`, which is the rate itself. Both values
            and the change of the convention's own score or mean score with its parts; then `part`,
            what it is of the change of the rate, with its parts. Parts add up to the change, and
            the terms to the row `all`, in the figures as they stand there.
        items: one row per convention and thing that happened to an item: to how many Parties, and
            what it did to the convention's own score (`change`) and to the rate (`part`). They add
            up to the parts from transmissions and rules of the term.
        members: of an area, one row per Party that is counted in either mean, by code: its rates,
            and what it did to the change of the area's (`part`). They add up to it.
        sentences: the same in a few sentences: line, text.
    """

    code: str
    name: str
    terms: pl.DataFrame
    items: pl.DataFrame
    members: pl.DataFrame
    sentences: pl.DataFrame

    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables that have a row, the terms first."""
        named = {
            "terms": self.terms,
            "items": self.items,
            MEMBERS: self.members,
            "sentences": self.sentences,
        }
        return {name: table for name, table in named.items() if not table.is_empty()}


def why(
    compared: Comparison, rules: Rules, party: str | None = None, group: str | None = None
) -> Why:
    """Tell why the rate of a Party or of a group changed between two runs.

    Args:
        compared: the two runs, from `compare`.
        rules: the rules and reference tables in use.
        party, group: one of them, by code or name.

    Raises:
        UsageError: there is no such Party or group, or not exactly one of them is given; or a
            run covers some conventions only.
    """
    sides = compared.sides
    sides.refuse_choice()
    subject = subject_of(sides, rules, party, group)
    told = account(sides, subject, conventions_of(sides, rules))
    names = wording(rules, sides.a.run.period[1], sides.b.run.period[1])
    terms = term_rows(told)
    lines = enumerate(sentences(told, names), 1)
    of_members = [] if subject.is_party else _members(told, rules)
    return Why(
        subject.code,
        subject.name,
        answer_table("compare_terms", terms),
        answer_table("compare_items", list(item_rows(told, terms, names.items))),
        answer_table("compare_members", of_members),
        answer_table("compare_sentences", [{"line": n, "text": text} for n, text in lines]),
    )


def _members(told: Account, rules: Rules) -> list[Row]:
    return member_rows(told, dict(rules.reference.names().iter_rows()))
