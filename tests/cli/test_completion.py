import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def completed(words: str, python: str = "from sdg1241.cli import main; main()") -> list[str]:
    """What the shell is offered for the last of `words`, blank where it ends with a space."""
    count = len(words.split(" ")) - 1
    asked = {"_SDG1241_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(count)}
    command = [sys.executable, "-c", python]
    done = subprocess.run(
        command,
        env=os.environ | asked,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert done.stderr == ""
    return [line.removeprefix("plain,") for line in done.stdout.split()]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("sdg1241 explain KE", ["KEN"]),
        ("sdg1241 explain keny", ["KEN"]),
        ("sdg1241 explain EU", ["EUE"]),
        ("sdg1241 outstanding Viet", ["VNM"]),
        ("sdg1241 explain KEN m", ["minamata", "montreal"]),
        ("sdg1241 rules ", ["basel", "minamata", "montreal", "rotterdam", "stockholm"]),
        ("sdg1241 outstanding --group 20", ["202"]),
        ("sdg1241 outstanding --group Wor", ["001"]),
        ("sdg1241 outstanding --group ldc", ["199"]),
        ("sdg1241 run --edition 2", ["2020-10", "2026-10"]),
        ("sdg1241 what-if --edition 2020", ["2020-10"]),
        ("sdg1241 run --cycle 202", ["2020", "2025"]),
        ("sdg1241 explain --cycle 2", ["2015", "2020", "2025", "2030"]),
        ("sdg1241 explain zz", []),
        ("sdg1241 reconcile --published 2020", ["2020-10"]),
        ("sdg1241 reconcile --published out/pub", ["file,out/pub"]),
        ("sdg1241 reconcile --edition 2026", ["2026-10"]),
        ("sdg1241 reconcile --cycle 201", ["2015"]),
        ("sdg1241 compare out/2015 out/2", ["dir,out/2"]),
        ("sdg1241 compare out/2015 out/2020 keny", ["KEN"]),
        ("sdg1241 compare out/2015 out/2020 --group ldc", ["199"]),
        ("sdg1241 template b", ["basel"]),
        ("sdg1241 template basel --parties KEN,UG", ["KEN,UGA"]),
        ("sdg1241 export out/2020 --area keny", ["KEN"]),
        (
            "sdg1241 completeness out/2020 --obligation imp",
            ["implementation_plan", "implementation_plan_update", "import_response"],
        ),
        ("sdg1241 completeness out/2020 --by r", ["region"]),
        ("sdg1241 met out/2020 --group ldc", ["199"]),
    ],
)
def test_the_shell_is_offered_what_can_stand_there(words: str, offered: list[str]) -> None:
    assert completed(words) == offered


def test_names_come_along_where_the_shell_shows_them() -> None:
    from sdg1241.cli import cli

    parameter = next(p for p in cli.commands["explain"].params if p.name == "party")
    [kenya] = parameter.shell_complete(
        cli.make_context("sdg1241", ["rules"], resilient_parsing=True), "KEN"
    )
    assert (kenya.value, kenya.help) == ("KEN", "Kenya")


def test_completion_waits_for_nothing_but_click() -> None:
    tell = (
        "import sys, atexit; from sdg1241.cli import main\n"
        "heavy = {'polars', 'pandera', 'openpyxl'}\n"
        "atexit.register(lambda: print(sorted(heavy & set(sys.modules)), flush=True))\n"
        "main()"
    )
    assert completed("sdg1241 explain KE", tell) == ["KEN", "[]"]
