"""Exchange: finished runs in the forms that UNSD, SDMX tools and national platforms take."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ...answers.naming import find_party
from ...errors import UsageError
from ...reference import load_reference
from ...runs.files import refuse_links, write_files
from .check import check
from .observations import Exchange, exchange
from .open_sdg import open_sdg
from .sdmx_csv import sdmx_csv_1_0, sdmx_csv_2_0
from .sdmx_ml import sdmx_ml
from .settings import Settings, load_settings
from .unsd import unsd_csv, unsd_xlsx

__all__ = [
    "FORMATS",
    "Exchange",
    "Settings",
    "exchange",
    "exchange_files",
    "load_settings",
    "write_exchange",
]


def _converter_xlsx(data: Exchange) -> bytes:
    from .converter import converter_xlsx  # openpyxl, which the other forms do not need

    return converter_xlsx(data)


ONE_FILE: dict[str, tuple[str, Callable[[Exchange], bytes]]] = {
    "sdmx-csv-1.0": ("_sdmx_1.0.csv", sdmx_csv_1_0),
    "sdmx-csv-2.0": ("_sdmx_2.0.csv", sdmx_csv_2_0),
    "sdmx-ml": ("_sdmx_2.1.xml", sdmx_ml),
    "unsd-csv": ("_unsd.csv", unsd_csv),
    "unsd-xlsx": ("_unsd.xlsx", unsd_xlsx),
    "sdmx-converter": ("_converter.xlsx", _converter_xlsx),
}
BOTH_CSV, OPEN_SDG = "sdmx-csv", "open-sdg"
FORMATS = (BOTH_CSV, *ONE_FILE, OPEN_SDG)


def exchange_files(
    data: Exchange, formats: Iterable[str], area: str | None = None
) -> dict[str, bytes]:
    """The files of some formats, by their place below the folder of the export.

    A file is called `sdg_12_4_1_<cycle>_<format>`; Open SDG's lie in `open-sdg/` as its data
    repository has them. Of the one country of `area` files are called
    `sdg_12_4_1_<cycle>_<ISO3>_<format>`, and Open SDG's lie in `open-sdg-<ISO3>/`.

    Raises:
        ExchangeError: an observation does not fit the data structure; see `check`.
        UsageError: there is no value at all, or `area` is no country or one without a value.
    """
    if data.observations.is_empty():  # an empty message would replace what was delivered before
        raise UsageError("There is nothing to export: no country has a value in what was given.")
    check(data.observations)
    data = data.of(find_party(load_reference(), area)) if area else data
    files: dict[str, bytes] = {}
    for name in dict.fromkeys(formats):
        if name == OPEN_SDG:
            folder = f"{OPEN_SDG}-{data.party}" if data.party else OPEN_SDG
            files |= {f"{folder}/{place}": content for place, content in open_sdg(data).items()}
            continue
        for one in ("sdmx-csv-1.0", "sdmx-csv-2.0") if name == BOTH_CSV else (name,):
            ending, write = ONE_FILE[one]
            files[data.name + ending] = write(data)
    return files


def write_exchange(folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> list[Path]:
    """Write files below a folder of a person's own, each whole or not at all; returns their paths.

    Raises:
        OutputError: a file is there already, differs, and `force` does not replace it; the folder
            cannot be written to; or a folder below it is a link.
    """
    for name in files:
        refuse_links(folder, name)
    write_files({folder / name: content for name, content in files.items()}, force=force)
    return [folder / name for name in files]
