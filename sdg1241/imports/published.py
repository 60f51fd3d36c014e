"""Read what UNSD or a national platform published of 12.4.1, in any form in which it is released,
into one table of values."""

from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

import polars as pl

from ..errors import InputError
from ..rules import Rules, load_rules
from ..rules.model import INDICATOR
from ..submissions import has_errors
from ..submissions.findings import ERROR
from .release import read_release
from .values import AREAS, REJECTED, VINTAGES, Published, Reader

__all__ = ["Published", "import_published", "read_published", "shipped_vintages"]


def read_published(
    source: Path | str,
    rules: Rules | None = None,
    vintage: str | None = None,
    area: str | None = None,
) -> pl.DataFrame:
    """The published values of a vintage that comes with the program (`2020-10`), or of a file.

    Args:
        source: the name of a vintage, or a file in any form that `import_published` reads.
        rules: what the conventions ask; default: the shipped rules.
        vintage: which vintage of a table that holds several; otherwise the name for that of the
            file.
        area: the M49 code of the one country whose values are wanted; a national file does not name
            its own.

    Returns:
        vintage, series, geo_area_m49 (three digits), time_period, value (Decimal, percent), nature
        (null where the release has none), sorted by series, area and year.

    Raises:
        InputError: there is no such vintage or file, or the file has rows that cannot be read.
        UsageError: the table holds several vintages and none was named, or it names no country and
            `area` none either.
    """
    rules = rules or load_rules()
    if str(source) in (known := shipped_vintages()):
        with as_file(files("sdg1241.reference") / "unsd_published.csv") as shipped:
            return import_published([shipped], rules, str(source), area=area).table
    path = Path(source)
    if not path.exists():
        raise InputError(
            path, "is no file and no known vintage", f"Known vintages: {', '.join(known)}."
        )
    published = import_published([path], rules, vintage, path.stem, area)
    faults = published.findings.filter(pl.col("severity") == ERROR)
    if has_errors(faults):
        hint = f"'sdg1241 import unsd {path}' lists them and leaves them out."
        raise InputError(path, f"{faults.height} rows cannot be used; {faults['message'][0]}", hint)
    return published.table


def shipped_vintages() -> list[str]:
    """Names of the vintages that come with the program, oldest first."""
    with as_file(files("sdg1241.reference") / "unsd_published.csv") as shipped:
        table = pl.read_csv(shipped, columns=["vintage"], infer_schema=False)
    return sorted(table["vintage"].unique())


def import_published(
    paths: Sequence[Path],
    rules: Rules,
    vintage: str | None = None,
    otherwise: str | None = None,
    area: str | None = None,
) -> Published:
    """Read the files of one release: the database download as CSV or Excel, the service's JSON,
    SDMX-CSV and SDMX-ML, the SDMX Converter's workbook, data of Open SDG, or such a table.

    Args:
        paths: one file, or the pages of one answer of the service.
        rules: what the conventions ask; they name the series.
        vintage: the name of the release; default: the one that the files give. In a table of
            published values that holds several vintages, the one to take.
        otherwise: the name where neither is there.
        area: as for `read_published`.

    Raises:
        InputError: a file cannot be read, or is not such a table.
        UsageError: the release has no name, the files hold several, or one names no country.
    """
    releases = [read_release(path) for path in paths]
    reader = Reader(rules, area)
    for release in releases:
        reader.take(release, vintage)
    reader.compare_with_totals(releases)
    if not reader.values and not reader.counts[REJECTED]:
        of = f" of vintage {vintage}" if reader.counts[VINTAGES] else ""
        of += f" of area {area}" if reader.counts[AREAS] else ""
        raise InputError(
            paths[0],
            f"holds no value of {INDICATOR}{of}",
            "Give a release that holds the indicator.",
        )
    return reader.published(vintage, otherwise)
