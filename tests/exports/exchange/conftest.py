"""Run runs of the samples, and settings whose texts hold what formats are known to lose."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sdg1241 import Rules, Run, read_run
from sdg1241.exports.exchange import Exchange, Settings, exchange, load_settings

# Quotes, an apostrophe, ampersand and angle brackets, no-break spaces, Chinese, Arabic, a formula,
# a backslash.
AWKWARD = (
    "=\"Côte d'Ivoire's\" report, R&D <2026> 12\u00a0345\u202f6 巴塞尔公约 اتفاقية بازل \\n 'x';"
    " https://example.org/?a=1&b=2"
)


@pytest.fixture(scope="session")
def finished(
    sample_run: Callable[[int, str | None], Run],
    write_quickly: Callable[[Path, Run], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., Run]:
    """`finished(2020, "2020-10")`: the folder of a sample run, written and read back once."""

    @cache
    def write(cycle: int, edition: str | None = None) -> Run:
        folder = tmp_path_factory.mktemp(f"run-{cycle}-{edition}")
        return read_run(write_quickly(folder, sample_run(cycle, edition)))

    return write


@pytest.fixture(scope="session")
def awkward_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("settings") / "awkward.toml"
    quoted = '"' + AWKWARD.replace("\\", "\\\\").replace('"', '\\"') + '"'
    path.write_text(
        f"source = {quoted}\n[footnotes]\nall = {quoted}\nstockholm = 'For <Stockholm> only.'\n",
        "utf-8",
    )
    return path


@pytest.fixture(scope="session")
def awkward(awkward_file: Path) -> Settings:
    return load_settings(awkward_file)


@pytest.fixture(scope="session")
def plain(finished: Callable[..., Run], rules: Rules) -> Exchange:
    """Cycle 2020 under the rule as it stands, with the settings that ship."""
    return exchange([finished(2020)], load_settings(), rules)


@pytest.fixture(scope="session")
def both(finished: Callable[..., Run], awkward: Settings, rules: Rules) -> Exchange:
    """Two cycles in one, with awkward texts in source and footnotes."""
    return exchange([finished(2020, "2020-10"), finished(2015)], awkward, rules)


# The structure IAEG-SDGs:SDG(1.14) of 2023-08-20, cut down: no texts, areas and short code lists in
# full, of the long lists only what 12.4.1 uses.
STRUCTURE = Path(__file__).with_name("sdg_dsd_1_14.xml")


@pytest.fixture(scope="session")
def sdmx1_structure() -> tuple[Any, Any]:
    """The library sdmx1, and the SDG data structure as it reads it."""
    sdmx = pytest.importorskip("sdmx")
    with STRUCTURE.open("rb") as file:
        return sdmx, sdmx.read_sdmx(file).structure["SDG"]
