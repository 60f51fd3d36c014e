"""Whether an item was transmitted by its Party's own due date, on an invented register."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sdg1241 import Rules, Run, read_register, score, validate

# Basel: contacts three months after entry into force; the report on year Y by 31 December Y+1.
PARTIES = """convention,party,entry_into_force
basel,KEN,2000-01-01
basel,UGA,2017-07-01
basel,TZA,
"""
SUBMISSIONS = """party,convention,obligation,item,received_on,ended_on
KEN,basel,annual_report,2015,2016-12-31,
KEN,basel,annual_report,2016,2018-01-01,
KEN,basel,focal_point,,2000-03-01,2010-01-01
KEN,basel,focal_point,,2010-01-02,
KEN,basel,competent_authority,,2000-04-01,
UGA,basel,annual_report,2015,2016-06-30,
UGA,basel,annual_report,2017,2018-06-30,
TZA,basel,annual_report,2015,2016-06-30,
"""
EXPECTED = {
    ("KEN", "2015"): True,  # on the day itself
    ("KEN", "2016"): False,  # one day late
    ("KEN", "2017"): False,  # missing, due on 2018-12-31
    ("KEN", "2018"): None,  # missing, due on 2019-12-31: not yet
    ("KEN", ""): True,  # both roles by 2000-04-01; the focal point was replaced since
    ("UGA", "2015"): None,  # due on 2016-12-31, before it was a Party
    ("UGA", "2017"): True,
    ("TZA", "2015"): None,  # no date of its entry into force is known
    ("TZA", "2016"): None,
}


@pytest.fixture
def audited(rules: Rules, write_input: Callable[..., Path]) -> pl.DataFrame:
    folder = write_input(submissions=SUBMISSIONS, parties=PARTIES)
    checked = validate(read_register(folder), rules)
    return score(checked, rules, 2020, as_of=date(2019, 6, 30)).audit.filter(~pl.col("role"))


def test_each_item_is_on_time_late_or_without_a_date_that_binds(audited: pl.DataFrame) -> None:
    said = {
        (party, item): told
        for party, item, told in audited.select("party", "item", "on_time").iter_rows()
    }
    assert {key: said[key] for key in EXPECTED} == EXPECTED


def test_the_due_date_is_the_party_s_own(audited: pl.DataFrame) -> None:
    contacts = audited.filter(pl.col("item") == "").select("party", "due_on")
    assert dict(contacts.iter_rows()) == {
        "KEN": date(2000, 4, 1),
        "UGA": date(2017, 10, 1),
        "TZA": None,
    }


def test_no_public_frame_has_whole_numbers_of_128_bits(
    sample_run: Callable[[int, str | None], Run],
) -> None:
    run = sample_run(2020, None)
    frames = (run.scored.scores, run.scored.audit, run.indicator.rates, run.indicator.aggregates)
    assert pl.Int128 not in {kind for frame in frames for kind in frame.schema.values()}
