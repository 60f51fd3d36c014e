"""Reconcile does not explain by chance: what many Parties or codes would fit has no explanation."""

import polars as pl

from tests.answers.reconciliation.cells import sentences


def test_a_mean_that_some_party_would_meet_whatever_it_was_is_not_explained(answer, office, rules):
    """Leaving out one of 47 Parties, or counting it twice, meets nearly every number near the mean:
    that one of them fits is no reason."""
    table = office.table(rules)
    here = (
        (pl.col("series") == "SG_HAZ_CMRROTDAM")
        & (pl.col("geo_area_m49") == "202")
        & (pl.col("time_period") == 2020)
    )
    off = pl.when(here).then((pl.col("value") + 0.05).round(2)).otherwise("value")
    found = answer(table.with_columns(value=off))
    assert (sentences(found), found.unexplained) == ([], 1)


def test_a_slip_that_any_of_many_parties_would_explain_is_not_explained(answer, office, rules):
    """Countries of the same groups and the same score: which of them was left out cannot be told,
    and to name more than a handful would be no answer."""
    sheet = (2020, "basel")
    alike: dict[tuple[object, ...], list[str]] = {}
    for party, score_ in office.scores[sheet].items():
        areas = sorted(c for c, inside in office.groups[2020].items() if party in inside)
        alike.setdefault((score_, *areas), []).append(party)
    parties = max(alike.values(), key=len)
    assert len(parties) > 6
    office.drop_from_means(sheet, parties[0])
    found = answer(office.table(rules))
    assert sentences(found) == []
    assert found.unexplained > 2
