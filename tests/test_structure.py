"""How the package is built: layers, small modules, documented commands, and no rule typed in
code."""

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import sdg1241
from sdg1241.cli import cli
from sdg1241.rules import Rules, cycle_items, maxima

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "sdg1241"
MODULES = sorted(PACKAGE.rglob("*.py"))
LAYERS = [
    "errors",
    "version",
    "characters",
    "tables",
    "reference",
    "rules",
    "submissions",
    "imports",
    "scoring",
    "aggregation",
    "runs",
    "compute",
    "answers",
    "exports",
    "cli",
]
LONGEST = 300
TOO_LONG: set[str] = set()  # to be split; only shrinks


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def layer(parts: tuple[str, ...]) -> int:
    """Rank of a module of the package by its first part below it; the package itself (its version)
    is below all."""
    return LAYERS.index(parts[0]) if parts else -1


def place(path: Path) -> tuple[str, ...]:
    """A module as parts below the package, e.g. ('rules', 'load'); a package's own file is the
    package."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def imports(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line and absolute name, in parts, of everything that a module imports, inside functions
    too."""
    here = ("sdg1241", *place(path))
    package = here if path.name == "__init__.py" else here[:-1]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, tuple(alias.name.split("."))) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            base += tuple(node.module.split(".")) if node.module else ()
            if base == ("sdg1241",):
                yield from ((node.lineno, (*base, alias.name)) for alias in node.names)
            else:
                yield node.lineno, base


def inner(parts: tuple[str, ...]) -> tuple[str, ...] | None:
    """An imported name below the package: () for names that the package itself holds, None for
    other libraries."""
    if parts[0] != "sdg1241":
        return None
    below = parts[1:]
    return () if below and below[0].startswith("__") else below


ENTRIES = {("__main__",), ()}  # the start of the command line, and the lazy list of public names


@pytest.mark.parametrize("path", [p for p in MODULES if place(p) not in ENTRIES], ids=name_of)
def test_nothing_imports_from_a_layer_above(path: Path) -> None:
    own = layer(place(path))
    for line, parts in imports(path):
        below = inner(parts)
        if below is not None:
            assert layer(below) <= own, (
                f"{name_of(path)}:{line} imports {'.'.join(parts)} from above"
            )


def test_every_part_of_the_package_has_its_layer() -> None:
    assert {place(path)[0] for path in MODULES if place(path) not in ENTRIES} <= set(LAYERS)


def calls(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


LIBRARY = [p for p in MODULES if place(p)[:1] not in {("cli",), ("__main__",)}]


@pytest.mark.parametrize("path", LIBRARY, ids=name_of)
def test_the_library_never_imports_click_prints_or_exits(path: Path) -> None:
    assert "click" not in {parts[0] for _, parts in imports(path)}
    used = {call for _, call in calls(path)}
    assert not used & {
        "print",
        "exit",
        "quit",
        "sys.exit",
        "os._exit",
        "sys.stdout.write",
        "sys.stderr.write",
    }
    raised = {
        ast.unparse(n.exc) for n in ast.walk(tree_of(path)) if isinstance(n, ast.Raise) and n.exc
    }
    assert not any(r.startswith("SystemExit") for r in raised)


@pytest.mark.parametrize("path", [p for p in MODULES if place(p)[:1] == ("cli",)], ids=name_of)
def test_a_command_module_imports_only_click_and_the_standard_library_at_its_top(
    path: Path,
) -> None:
    light = {("sdg1241",), ("sdg1241", "version"), ("sdg1241", "errors")}
    guarded = {
        n for block in ast.walk(tree_of(path)) if is_type_checking(block) for n in lines(block)
    }
    inside = {
        n for f in ast.walk(tree_of(path)) if isinstance(f, ast.FunctionDef) for n in lines(f)
    }
    for line, parts in imports(path):
        if line in guarded | inside or parts[:2] == ("sdg1241", "cli") or parts in light:
            continue
        assert parts[0] in sys.stdlib_module_names | {"click"}, (
            f"{name_of(path)}:{line} imports {'.'.join(parts)}"
        )


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def lines(node: ast.AST) -> range:
    assert isinstance(node, (ast.If, ast.FunctionDef))
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def test_help_does_not_wait_for_the_library() -> None:
    heavy = "{'polars', 'pandera', 'openpyxl'} & set(sys.modules)"
    code = f"import sys, sdg1241.cli; sys.exit(str({heavy}) if {heavy} else 0)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_stay_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST or path.name in TOO_LONG


def test_every_public_name_imports() -> None:
    for name in sdg1241.__all__:
        assert getattr(sdg1241, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'unknown_name'"):
        importlib.import_module("sdg1241").unknown_name  # noqa: B018


# ---- Commands ----


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        yield " ".join((*path, name)), command


COMMANDS = dict(commands(cli))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    if isinstance(command, click.Group):
        return
    assert "Example" in command.help
    assert f"sdg1241 {name}" in command.help
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{name} {option.opts[0]} has no help"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_readme(name: str) -> None:
    assert f"sdg1241 {name}" in (ROOT / "README.md").read_text("utf-8")


# ---- No point, maximum, year, code or chemical in code ----

TRIVIAL = (
    12  # numbers up to here count things everywhere; a point value among them cannot be told apart
)
ROUND = {20}  # a maximum, and how many lines a list shows nearly everywhere: no telling them apart
ORDINARY_TEXTS = {
    (
        "sdg1241/imports/mapping.py",
        "contacts",
    ),  # the name of a feed, which is a word of the rules too
}
ORDINARY_NUMBERS = {
    ("sdg1241/exports/sheets.py", 15),  # height of a line
    ("sdg1241/exports/rows.py", 1899),  # the year of Excel's day 0
    ("sdg1241/imports/moments.py", 1970),  # the epoch from which OData counts
    ("sdg1241/exports/saving.py", 1980),  # the first year that a zip file can state
    ("sdg1241/submissions/hints.py", 80),  # longest text for which near names are sought
    ("sdg1241/submissions/dates.py", 1899),  # the year of Excel's day 0
    ("sdg1241/submissions/dates.py", 1904),  # the same, of its other calendar
}


def literals(path: Path) -> Iterator[tuple[int, object]]:
    """Line and value of each number and text in code; docstrings and other bare texts are not
    code."""
    tree = tree_of(path)
    bare = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in bare:
            yield node.lineno, node.value


def codes_of(rules: Rules) -> set[str]:
    """Everything that the rule files and reference tables name: conventions, series, obligations,
    roles, items."""
    codes = (
        {e.id for e in rules.editions}
        | {c.id for c in rules.conventions}
        | {c.series for c in rules.conventions}
    )
    for convention in rules.conventions:
        for duty in convention.obligations:
            codes |= {duty.id, *duty.requires}
    for table in rules.reference.items.values():
        codes |= set(table["item"])
    codes |= {
        *rules.reference.areas["iso3"],
        *rules.reference.areas["m49"],
        *rules.reference.levels["group_m49"],
    }
    codes |= set(rules.reference.items["annex_iii"]["chemical"])
    return {c for c in codes if not (c.isdigit() and len(c) < 3)}


def numbers_of(rules: Rules) -> set[float]:
    """Points and maxima, but for small and round whole numbers."""
    found = {float(o.points) for c in rules.conventions for o in c.obligations}
    for cycle in rules.cycles:
        for edition in rules.editions:
            found |= {float(m) for m in maxima(cycle_items(rules, cycle, edition))["maximum"]}
    return {n for n in found - ROUND if n > TRIVIAL or n != int(n)}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_code_of_the_rules_or_tables_is_typed_in(path: Path, rules: Rules) -> None:
    codes = codes_of(rules)
    typed = [
        (line, v)
        for line, v in literals(path)
        if isinstance(v, str) and v in codes and (name_of(path), v) not in ORDINARY_TEXTS
    ]
    assert not typed, f"{name_of(path)} {typed}: read them from rules/ or reference/"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_point_maximum_or_year_is_typed_in(path: Path, rules: Rules) -> None:
    numbers = numbers_of(rules)
    assert {0.2, 15, 80, 11.6} < numbers
    for line, value in literals(path):
        where = f"{name_of(path)}:{line}: {value!r}"
        if (name_of(path), value) in ORDINARY_NUMBERS:
            continue
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            assert value not in numbers, where
            assert not 1900 <= value <= 2100, where
        elif isinstance(value, str):
            assert not re.fullmatch(r"(19|20)[0-9]{2}(-[0-9]{2}){0,2}", value), where
            assert not (re.fullmatch(r"[0-9]+(\.[0-9]+)?", value) and float(value) in numbers), (
                where
            )
