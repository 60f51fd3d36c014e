"""A rules folder of a person's own: what in it takes the place of what ships, and what is added.

Rule files (.toml) of the same name take the place of the shipped ones, others are agreements more.
Tables (.csv) of facts: of one with a column `convention`, the rows take the place of the shipped
ones of the conventions that they name; any other takes the place of the whole table.
"""

from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import polars as pl

from ..errors import InputError, RuleFileError
from ..reference import DATES, ITEM_TABLES, YEARS, Reference
from ..tables import open_file, plain_name

STATUS = "party_status"
TABLES = (STATUS, *ITEM_TABLES)
KEYS = {STATUS: ("convention", "party")}
OPTIONAL = {STATUS: ("first_round", "date_source", "withdrawn_on")}
OTHER_FORMS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".tsv", ".txt", ".parquet", ".json")
OF_CONVENTION = ("convention", "item")


def rule_paths(folder: Path | None) -> dict[str, Path]:
    """Every rule file by its name: those of the folder, and the shipped ones that it lacks."""
    with as_file(files(__package__)) as shipped:
        found = {path.name: path for path in shipped.glob("*.toml")}
    own = {path.name: path for path in _in(folder, ".toml")} if folder else {}
    return dict(sorted((found | own).items()))


def table_paths(folder: Path) -> list[Path]:
    """The tables of a folder. Raises RuleFileError where one has the name of none, or another
    form."""
    for ending in OTHER_FORMS:
        for path in _in(folder, ending):
            raise RuleFileError(path, "file", "is not read here", "Save it as CSV in UTF-8.")
    paths = _in(folder, ".csv")
    for path in paths:
        if path.stem not in TABLES:
            hint = f"Name it as one of these: {', '.join(f'{t}.csv' for t in TABLES)}."
            raise RuleFileError(path, "file", "is no table that a rules folder may hold", hint)
    return paths


def refuse_empty(folder: Path) -> None:
    """Refuse a folder that holds nothing to be read. Raises RuleFileError."""
    if not _in(folder, ".toml") and not _in(folder, ".csv"):
        hint = "Name a folder of rule files."
        raise RuleFileError(folder, "folder", "holds no convention", hint)


def own_reference(folder: Path, shipped: Reference) -> Reference:
    """The shipped facts with the tables of a folder in place of, or beside, theirs.

    Raises:
        RuleFileError: a table has another name or other columns than the shipped ones, a cell that
            cannot be read, or a row twice; the message names file and row.
    """
    status, items = shipped.party_status, dict(shipped.items)
    for path in table_paths(folder):
        if path.stem == STATUS:
            status = _laid_over(status, _read(path, status))
            _refuse_unknown_parties(path, status, shipped)
        else:
            items[path.stem] = _laid_over(items[path.stem], _read(path, items[path.stem]))
    return replace(shipped, party_status=status, items=items)


def _in(folder: Path, ending: str) -> list[Path]:
    try:
        return sorted(
            p for p in folder.iterdir() if p.suffix.lower() == ending and p.name[0] != "."
        )
    except OSError as fault:
        problem, hint = f"cannot be read: {fault.strerror}", "Give a folder that can be opened."
        raise RuleFileError(folder, "folder", problem, hint) from None


def _laid_over(shipped: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    if "convention" not in shipped.columns:
        return own
    named = own["convention"].unique()
    return pl.concat([shipped.filter(~pl.col("convention").is_in(named.implode())), own])


def _read(path: Path, shipped: pl.DataFrame) -> pl.DataFrame:
    """A table with the columns and types of the shipped one."""
    try:
        [sheet] = open_file(path).sheets
        table = sheet.table(
            {plain_name(name.replace("_", " ")) for name in shipped.columns} | set(shipped.columns)
        )
        rows, broken = table.rows()
    except (InputError, ValueError) as fault:
        problem = fault.problem if isinstance(fault, InputError) else "holds several sheets"
        raise RuleFileError(path, "file", problem, "Save it as CSV in UTF-8.") from None
    if broken:
        problem = f"has {broken[0]['found']} cells where the header has {broken[0]['expected']}"
        raise RuleFileError(path, f"row {broken[0]['row']}", problem, "Mend the row.")
    names = [plain_name(name).replace(" ", "_") for name in table.header]
    _refuse_columns(path, names, shipped)
    columns = {name: f"c{at}" for at, name in enumerate(names)}
    blank = pl.lit(None, pl.String)
    cells = rows.select(
        "row",
        *(
            (
                pl.col(columns[c]).str.strip_chars().replace("", None) if c in columns else blank
            ).alias(c)
            for c in shipped.columns
        ),
    )
    keys = KEYS.get(path.stem, OF_CONVENTION if "convention" in shipped.columns else ("item",))
    _refuse_keys(path, cells, keys)
    typed = [_typed(path, cells, name, kind) for name, kind in shipped.schema.items()]
    return pl.DataFrame(typed)


def _refuse_columns(path: Path, names: Sequence[str], shipped: pl.DataFrame) -> None:
    needed = [c for c in shipped.columns if c not in OPTIONAL.get(path.stem, ())]
    for name in names:
        if name not in shipped.columns or names.count(name) > 1:
            problem = "is not known" if name not in shipped.columns else "stands twice"
            hint = f"The table has: {', '.join(shipped.columns)}."
            raise RuleFileError(path, f"column {name}", problem, hint)
    for name in needed:
        if name not in names:
            hint = f"It needs: {', '.join(needed)}."
            raise RuleFileError(path, f"column {name}", "missing", hint)


def _refuse_keys(path: Path, cells: pl.DataFrame, keys: Sequence[str]) -> None:
    for name in keys:
        blank = cells.filter(pl.col(name).is_null())
        if not blank.is_empty():
            place = f"row {blank['row'][0]}, column {name}"
            raise RuleFileError(path, place, "is blank", "Fill it in, or remove the row.")
    again = cells.filter(~pl.struct(keys).is_first_distinct())
    if not again.is_empty():
        said = " ".join(again.select(keys).row(0))
        raise RuleFileError(path, f"row {again['row'][0]}", f"{said} stands twice", "Keep one.")


def _typed(path: Path, cells: pl.DataFrame, name: str, kind: pl.DataType) -> pl.Series:
    texts = cells[name]
    if name in DATES:
        typed, wanted = texts.str.to_date("%Y-%m-%d", strict=False), "a date such as 2020-01-31"
    elif name in YEARS:
        typed, wanted = texts.cast(kind, strict=False), "a year"
    else:
        return texts
    wrong = cells.filter(texts.is_not_null() & typed.is_null())
    if not wrong.is_empty():
        place = f"row {wrong['row'][0]}, column {name}"
        problem = f"{wrong[name][0]!r} is not {wanted}"
        raise RuleFileError(path, place, problem, "Write it so, or leave it blank.")
    return typed


def _refuse_unknown_parties(path: Path, status: pl.DataFrame, shipped: Reference) -> None:
    known = shipped.names()["party"]
    stray = status.filter(~pl.col("party").is_in(known.implode()))
    if not stray.is_empty():
        problem, hint = f"{stray['party'][0]!r} is not known", "Write ISO 3166-1 alpha-3 codes."
        raise RuleFileError(path, "column party", problem, hint)
