"""A finished run has one shape, computed now or read back, and one function that makes it."""

import importlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import sdg1241
from sdg1241 import (
    RefusedError,
    Rules,
    Run,
    aggregate,
    compute,
    load_rules,
    read_register,
    read_run,
    score,
    validate,
)
from sdg1241.errors import UsageError

HEADER = "party,convention,obligation,item,received_on\n"
GOOD = "KEN,basel,annual_report,2016,2017-11-02\n"
BAD = "KEN,basel,annual_report,2017,2018-13-31\n"
PARTIES = "party,convention,entry_into_force\nKEN,basel,2000-01-01\n"


def test_compute_does_what_the_five_steps_do(write_input: Callable[..., Path]) -> None:
    folder = write_input(submissions=HEADER + GOOD, parties=PARTIES)
    rules = load_rules()
    checked = validate(read_register(folder), rules)
    scored = score(checked, rules, 2020, "2020-10", date(2018, 1, 1))
    indicator = aggregate(scored, rules)
    run = compute(folder, 2020, edition="2020-10", as_of=date(2018, 1, 1))
    assert run.scored.scores.equals(scored.scores)
    assert run.indicator.rates.equals(indicator.rates)
    assert run.indicator.aggregates.equals(indicator.aggregates)
    assert (run.cycle, run.edition, run.as_of) == (2020, "2020-10", date(2018, 1, 1))
    assert run.period == (date(2015, 1, 1), date(2019, 12, 31))
    assert (run.provisional, run.folder, run.sha256) == (True, None, "")


def test_a_register_that_was_read_is_taken_as_it_is(write_input: Callable[..., Path]) -> None:
    folder = write_input(submissions=HEADER + GOOD, parties=PARTIES)
    register = read_register(folder)
    assert compute(register, 2020).register is register


def test_errors_stop_the_work_and_come_with_their_findings(
    write_input: Callable[..., Path],
) -> None:
    folder = write_input(submissions=HEADER + GOOD + BAD, parties=PARTIES)
    with pytest.raises(RefusedError, match=r"submissions\.csv.*: 1 rows hold errors") as refused:
        compute(folder, 2020)
    assert "bad-date" in refused.value.checked.findings["code"].to_list()
    run = compute(folder, 2020, skip_invalid=True)
    assert run.scored.scores["points"].to_list() == [1]


def test_a_table_that_cannot_be_used_stops_the_work_in_either_case(
    write_input: Callable[..., Path],
) -> None:
    folder = write_input(submissions="party,convention,obligation\nKEN,basel,annual_report\n")
    with pytest.raises(RefusedError, match="a table cannot be used"):
        compute(folder, 2020, skip_invalid=True)


def test_a_day_in_the_future_depends_on_today(write_input: Callable[..., Path]) -> None:
    folder = write_input(
        submissions=HEADER + "KEN,basel,annual_report,2016,2100-01-01\n", parties=PARTIES
    )
    assert compute(folder, 2020, today=date(2101, 1, 1)).scored.scores["points"].to_list() == [1]
    with pytest.raises(RefusedError):
        compute(folder, 2020, today=date(2099, 1, 1))


def test_an_unknown_cycle_is_told_before_anything_is_read(tmp_path: Path, rules: Rules) -> None:
    with pytest.raises(UsageError, match="2021"):
        compute(tmp_path / "nothing", 2021, rules=rules)
    with pytest.raises(UsageError, match="1999-01"):
        compute(tmp_path / "nothing", 2020, edition="1999-01")


def test_read_back_it_has_the_same_facts_and_tables_and_says_what_it_lacks(
    sample_run: Callable[..., Run], write_quickly: Callable[[Path, Run], Path], tmp_path: Path
) -> None:
    now = sample_run(2015)
    then = read_run(write_quickly(tmp_path / "run", now))
    assert type(then) is type(now) is Run
    for fact in ("cycle", "edition", "period", "as_of", "provisional", "conventions"):
        assert getattr(then, fact) == getattr(now, fact), fact
    assert {name: table.rows() for name, table in then.tables.items()} == {
        name: table.rows() for name, table in now.tables.items()
    }
    with pytest.raises(UsageError, match="has its tables alone"):
        _ = then.scored


def test_the_function_keeps_its_name_when_its_module_is_imported() -> None:
    module = importlib.import_module("sdg1241.compute")
    assert sdg1241.compute is module.compute
