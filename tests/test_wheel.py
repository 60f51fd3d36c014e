"""The wheel, installed outside the checkout: it brings its rules, tables, schemas and samples
along."""

import hashlib
import json
import os
import site
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROBE = """
import json, os, sys
from pathlib import Path

opened = set()

def note(event, args):
    if event in ("open", "os.listdir", "os.scandir") and args and isinstance(args[0], (str, os.PathLike)):
        opened.add(os.path.realpath(os.fspath(args[0])))

sys.addaudithook(note)
import sdg1241
from sdg1241.submissions.schemas import data_folder

status = 0
sys.argv = ["sdg1241", "run", str(data_folder() / "sample_data" / "2020"), "--cycle", "2020", "--output", sys.argv[1]]
try:
    from sdg1241.cli import main
    main()
except SystemExit as ended:
    status = ended.code or 0
report = {"status": status, "package": sdg1241.__file__, "data": str(data_folder()), "opened": sorted(opened)}
Path(sys.argv[-1]).with_suffix(".json").write_text(json.dumps(report))
"""


def run(*command: object, cwd: Path) -> "subprocess.CompletedProcess[str]":
    outside = {
        k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    }
    done = subprocess.run(
        [*map(str, command)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env=outside,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout with the backend that is already installed: no network
    needed."""
    folder = tmp_path_factory.mktemp("wheel")
    run(
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "--target",
        "wheel",
        "--directory",
        folder,
        cwd=ROOT,
    )
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel in it; its dependencies are those of the environment that
    runs the tests."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run(python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=folder)
    packages = Path(
        run(
            python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
        ).stdout.strip()
    )
    here = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    # After the wheel on the path; and as a mere path, so that an editable install there is not
    # followed.
    (packages / "dependencies.pth").write_text("\n".join(sorted(here)) + "\n", "utf-8")
    return python


def test_the_wheel_holds_rules_tables_schemas_and_samples(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        held = set(archive.namelist())
    for folder in ("rules", "reference", "submissions"):
        for path in sorted((ROOT / "sdg1241" / folder).rglob("*")):
            if path.suffix in (".toml", ".csv"):
                assert path.relative_to(ROOT).as_posix() in held
    for folder in ("schemas", "sample_data"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".json", ".csv"):
                assert f"sdg1241/_data/{path.relative_to(ROOT).as_posix()}" in held
    assert not [name for name in held if name.startswith(("tests/", "schemas/", "sample_data/"))]


def test_the_installed_wheel_does_the_main_job_without_the_checkout(
    clean: Path, tmp_path: Path
) -> None:
    (tmp_path / "probe.py").write_text(PROBE, "utf-8")
    run(clean, "probe.py", tmp_path / "out", cwd=tmp_path)
    report = json.loads((tmp_path / "out.json").read_text("utf-8"))
    environment = clean.parent.parent.resolve()
    assert report["status"] == 0
    assert Path(report["package"]).resolve().is_relative_to(environment)
    assert Path(report["data"]).resolve().is_relative_to(environment)
    dependencies = [
        Path(p).resolve() for p in (sys.prefix, sys.base_prefix, *site.getsitepackages())
    ]
    strays = [
        path
        for path in map(Path, report["opened"])
        if path.is_relative_to(ROOT) and not any(path.is_relative_to(d) for d in dependencies)
    ]
    assert not strays, "the installed program read the checkout"
    assert any(path.endswith("scores.json") for path in report["opened"]), "the schemas were read"

    record = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    for entry in (*record["rule_files"], *record["inputs"]):
        folder = "sample_data/2020" if entry["file"].endswith(".csv") else "sdg1241/rules"
        assert (
            entry["sha256"]
            == hashlib.sha256((ROOT / folder / entry["file"]).read_bytes()).hexdigest()
        )
    assert {entry["file"] for entry in record["outputs"]} >= {
        "scores.csv",
        "aggregates.csv",
        "sdg_12_4_1_2020.xlsx",
    }


def test_the_installed_command_starts(clean: Path, tmp_path: Path) -> None:
    [program] = clean.parent.glob("sdg1241*")
    assert run(program, "--help", cwd=tmp_path).stdout.startswith("Usage: sdg1241")
