"""What the exchange files say beside the values: read from settings.toml here, and from a file that
overrides it."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

from ...errors import InputError
from ...tables import read_toml

BY_DATE, ALWAYS, NEVER = "by date", "always", "never"
OPEN = (
    "footnotes",
    "unsd.codes",
    "open_sdg.config",
    "open_sdg.meta",
)  # tables to which keys may be added
KEY = r"[A-Za-z_][A-Za-z0-9_-]*"
PATTERNS = {
    r"[A-Za-z][A-Za-z0-9_-]*": (
        "sender",
        "receiver",
        "sdmx.agency",
        "sdmx.structure",
        "sdmx.dataflow",
    ),
    r"[0-9]+(\.[0-9]+)*": ("sdmx.structure_version", "sdmx.dataflow_version"),
    f"{BY_DATE}|{ALWAYS}|{NEVER}": ("obs_status.provisional_when",),
}


@dataclass(frozen=True)
class Settings:
    """The settings of an export; settings.toml says what each means.

    Attributes:
        sdmx: agency, structure and dataflow with their versions.
        fixed: component to the one code that every observation has.
        nature: code for `country` and `aggregate`.
        obs_status: codes `normal`, `changed`, `provisional`, and `provisional_when`.
        footnotes: text for `provisional`, for `all` values and for those of a convention.
        unsd: goal, target, indicator, series_description, and `codes` by component.
        open_sdg: the tables `config` and `meta`, written as they stand.
    """

    sender: str
    receiver: str
    source: str
    last_update: date
    sdmx: dict[str, str]
    fixed: dict[str, str]
    nature: dict[str, str]
    obs_status: dict[str, str]
    footnotes: dict[str, str]
    unsd: dict[str, Any]
    open_sdg: dict[str, dict[str, Any]]

    @property
    def structure(self) -> str:
        """The data structure as `agency:id(version)`."""
        return "{agency}:{structure}({structure_version})".format(**self.sdmx)

    @property
    def dataflow(self) -> str:
        """The dataflow as `agency:id(version)`."""
        return "{agency}:{dataflow}({dataflow_version})".format(**self.sdmx)


def load_settings(path: Path | None = None) -> Settings:
    """The settings that ship with the package, with the keys of the file at `path` in place of
    theirs.

    Raises:
        InputError: the file cannot be read, or holds a key that is not known, a value of another
            type, an empty text or a text with a line break or other control character; the message
            names the key.
    """
    values = tomllib.loads((files(__package__) / "settings.toml").read_text("utf-8"))
    if path is not None:
        try:
            own = read_toml(path, float)
        except ValueError as fault:
            raise InputError(path, f"is not TOML in UTF-8: {fault}", "Mend it.") from None
        _override(path, values, own)
    return Settings(**values)


def _override(path: Path, known: dict[str, Any], own: dict[str, Any], table: str = "") -> None:
    for name, value in own.items():
        key = f"{table}.{name}" if table else name
        if name not in known:
            if not table.startswith(OPEN) or not re.fullmatch(KEY, name):
                _refuse(path, key, "unknown key", f"Known here: {', '.join(known)}.")
            if type(value) not in (str, bool):
                _refuse(path, key, f"expected a text, got {value!r}", "Write it in quotes.")
        elif type(value) is not type(known[name]):
            _refuse(
                path,
                key,
                f"expected a {type(known[name]).__name__}, got {value!r}",
                "Write it as settings.toml does.",
            )
        if isinstance(value, dict):
            _override(path, known[name], value, key)
        else:
            _check_text(path, key, value)
            known[name] = value


def _check_text(path: Path, key: str, value: object) -> None:
    if not isinstance(value, str):
        return
    if value != value.strip() or not value:
        _refuse(path, key, "is empty, or has a space at an end", "Write the text alone.")
    if any(unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cn", "Cs") for c in value):
        _refuse(
            path,
            key,
            "has a line break or control character",
            "Write it in one line of plain text.",
        )
    for pattern, keys in PATTERNS.items():
        if key in keys and not re.fullmatch(pattern, value):
            _refuse(path, key, f"{value!r} cannot be used", "Write it as settings.toml does.")


def _refuse(path: Path, key: str, problem: str, hint: str) -> NoReturn:
    raise InputError(path, f"{key}: {problem}", hint)
