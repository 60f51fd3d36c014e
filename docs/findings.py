"""Write docs/findings.md from the catalogue of findings: `python docs/findings.py`."""

from pathlib import Path

from sdg1241.submissions import catalogue

HEAD = """# Findings

What `sdg1241 validate` and `sdg1241 run` may notice in an input. An **error** rejects the row (or
the table), a **warning** counts and should be looked at, a **note** needs nothing. This page is
written by `python docs/findings.py` from `sdg1241/submissions/findings.toml`; words in braces are
filled in for each finding.

| code | severity | title | when | what to do |
|---|---|---|---|---|
"""


def page() -> str:
    """The text of the page."""
    rows = (
        f"| `{kind.code}` | {kind.severity} | {kind.title} | {kind.when} | {kind.hint} |"
        for kind in catalogue().values()
    )
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    Path(__file__).with_suffix(".md").write_text(page(), "utf-8")
