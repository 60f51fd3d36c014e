"""Two environments of their own: one with what the program needs (and XlsxWriter, to write beside it)
and no pandas, one with pandas for the peer."""

import subprocess
import sys
import tomllib
import venv
from pathlib import Path

from .measure import ROOT

PEER = ["pandas>=3", "pyarrow"]
WRITER = ["XlsxWriter>=3.2"]  # the fastest way to write the same cells, beside which ours is timed


def python_of(cache: Path, name: str) -> str:
    """The interpreter of the environment `core` or `peer`, made when it is not there.

    Raises:
        SystemExit: pip could not install what the environment needs.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needs = {"core": [*project["dependencies"], *WRITER], "peer": PEER}[name]
    folder = cache / "environments" / name
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = folder / "installed.txt"
    if not done.exists() or done.read_text("utf-8") != "\n".join(needs):
        venv.create(folder, with_pip=True, clear=True)
        said = subprocess.run(
            [python, "-m", "pip", "install", "-q", *needs],
            capture_output=True,
            text=True,
            check=False,
        )
        if said.returncode:
            last = said.stderr.strip().splitlines()[-1:] or ["pip failed"]
            raise SystemExit(
                f"The environment '{name}' could not be made: {last[0]}\nIt needs"
                f" {', '.join(needs)} from a package index. Run this again where pip can reach one;"
                " --no-peer leaves the comparison with pandas out."
            )
        done.write_text("\n".join(needs), "utf-8")
    return str(python)
