"""The catalogue of findings: every code in use is in it, a bad input meets each, and the docs say
the same."""

import re
import runpy
import tomllib
from pathlib import Path

from sdg1241.submissions import catalogue

ROOT = Path(__file__).resolve().parents[2]
CASES = tomllib.loads((Path(__file__).parent / "bad_inputs" / "corpus.toml").read_text("utf-8"))[
    "case"
]


def test_every_code_in_use_is_in_the_catalogue_and_the_other_way_round():
    modules = [
        p
        for part in ("tables", "submissions", "scoring", "imports")
        for p in sorted((ROOT / "sdg1241" / part).glob("*.py"))
    ]
    source = "\n".join(path.read_text("utf-8") for path in modules)
    quoted = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', source))
    assert {code for code in catalogue() if "-" in code} <= quoted
    assert set(re.findall(r'\bfound\(\s*"([^"]+)"', source)) <= set(catalogue())


def test_every_code_is_met_by_a_bad_input():
    met = {place.split()[0] for case in CASES for place in case.get("findings", ())}
    met |= {code for case in CASES for code in case.get("count", ())}
    met |= {"ambiguous-party"}  # no name of the shipped table is; see test_values
    met |= {"beside-the-indicator"}  # of own rules; see tests/cli/test_own_agreement
    met |= {
        "all-bound",
        "shipped-party-status",
    }  # noted by test_bad_inputs for every input that lacks these tables
    # see tests/scoring/test_notices
    met |= {"convention-without-rows", "counts-nowhere"}
    imported = {
        code for code in catalogue() if code.startswith(("informea-", "unsd-", "status-"))
    }  # see tests/imports
    assert met == set(catalogue()) - imported


def test_the_documentation_is_generated_from_the_catalogue():
    page = runpy.run_path(str(ROOT / "docs" / "findings.py"))["page"]
    assert (ROOT / "docs" / "findings.md").read_text("utf-8") == page()
