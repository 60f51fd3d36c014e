"""Run the benchmarks and print a table of ratios; see --help. Times are reported, never judged."""

import argparse
import json
import math
import os
import platform
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .environments import python_of
from .measure import ROOT, Cost, Pair, best_of, in_turns, run
from .same import differences

TODAY = "2026-10-31"
CYCLE = "2020"
SAMPLES = ("2015", "2020")
QUESTIONS = {  # commands for which a person waits, on a sample
    "validate": ["validate", "sample_data/2020"],
    "explain": ["explain", "KEN", "stockholm", "--input", "sample_data/2020", "--cycle", CYCLE],
    "outstanding": ["outstanding", "KEN", "--input", "sample_data/2020", "--cycle", CYCLE],
}
PACKAGE = ROOT / "sdg1241"
HERE = ROOT / "tests" / "benchmarks"


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--rows",
        type=int,
        nargs="*",
        default=[100_000, 1_000_000, 10_000_000],
        help="sizes of generated registers",
    )
    parser.add_argument(
        "--formats", nargs="*", choices=("csv", "parquet"), default=["csv", "parquet"]
    )
    parser.add_argument(
        "--repeats", type=int, default=5, help="turns of each pair after one to warm up"
    )
    parser.add_argument(
        "--peer-repeats", type=int, default=3, help="turns beside pandas, which take long"
    )
    parser.add_argument(
        "--no-peer", action="store_true", help="leave the comparison with pandas out"
    )
    parser.add_argument("--quick", action="store_true", help="samples and 100,000 rows, two turns")
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path.home() / ".cache" / "sdg1241-benchmarks",
        help="environments and registers",
    )
    parser.add_argument(
        "--environments", action="store_true", help="only make the two environments"
    )
    options = parser.parse_args()
    if options.environments:
        print(*(python_of(options.cache, name) for name in ("core", "peer")), sep="\n")
        return
    if options.quick:
        options.rows, options.repeats, options.peer_repeats = options.rows[:1], 2, 1
    print(machine(), end="\n\n", flush=True)
    print(
        f"{'what':42}{'wall: median (least to greatest)':>36}{'processor':>11}{'memory':>9}{'seconds':>18}{'MB':>14}"
    )
    for what, pair in measured(options):
        print(row(what, pair), flush=True)


def machine() -> str:
    """What the figures were measured on."""
    try:
        memory = f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB memory"
    except (ValueError, AttributeError):
        memory = "memory not known"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    busy = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, {cores}"
        f" cores, {memory}{busy}"
    )


def row(what: str, pair: Pair) -> str:
    """One line of the table."""
    middle, least, most = pair.ratios(lambda c: c.wall)
    cpu, memory = (pair.ratios(of)[0] for of in (lambda c: c.cpu, lambda c: c.memory))
    a, b = (min(costs, key=lambda c: c.wall) for costs in (pair.one, pair.other))
    wall = f"{middle:.2f} ({least:.2f} to {most:.2f})"
    seconds, megabytes = f"{a.wall:.2f} / {b.wall:.2f}", f"{a.memory:.0f} / {b.memory:.0f}"
    line = f"{what:42}{wall:>36}{cpu:>11.2f}{memory:>9.2f}{seconds:>18}{megabytes:>14}"
    return line.replace("nan", "  -")  # memory is of processes, not of parts of one


def measured(options: argparse.Namespace) -> Iterator[tuple[str, Pair]]:
    """Every comparison, one after the other: what is compared, and the costs."""
    core = python_of(options.cache, "core")
    peer = None if options.no_peer else python_of(options.cache, "peer")
    yield (
        "--help / import click",
        in_turns(
            [core, "-m", "sdg1241", "--help"], [core, "-c", "import click"], max(options.repeats, 5)
        ),
    )
    for name, words in QUESTIONS.items():
        command, polars = [core, "-m", "sdg1241", *words], [core, "-c", "import polars"]
        pair = in_turns(command, polars, max(options.repeats, 8))
        yield f"{name}, best turn / import polars", best_of(pair)
    with tempfile.TemporaryDirectory() as out:
        for cycle in SAMPLES:
            yield f"sample {cycle}: run / floor", sample(core, cycle, Path(out), options.repeats)
            yield from workbook(core, cycle, options.repeats)
    for rows in options.rows:
        for ending in options.formats:
            yield from register(core, peer, rows, ending, options)


def sample(core: str, cycle: str, out: Path, repeats: int) -> Pair:
    """The main job on a sample beside the floor."""
    folder, done = ROOT / "sample_data" / cycle, out / f"done-{cycle}"
    ours = [core, "-m", "sdg1241", "run", str(folder), "--cycle", cycle, "--output", str(done)]
    run(ours, allowed=(0, 1))
    cells = out / f"cells-{cycle}.json"
    run([core, "-m", "tests.benchmarks.cells", str(done / f"sdg_12_4_1_{cycle}.xlsx"), str(cells)])
    places = [folder, PACKAGE / "rules", PACKAGE / "reference", done, cells, out / f"floor-{cycle}"]
    return in_turns(
        [*ours[:-1], str(out / f"ours-{cycle}")],
        [core, str(HERE / "floor.py"), *map(str, places)],
        repeats,
    )


def workbook(core: str, cycle: str, repeats: int) -> Iterator[tuple[str, Pair]]:
    """The workbook of a sample beside the same cells without format, by openpyxl and by XlsxWriter;
    of the parts of one process, so without memory."""
    command = [
        core,
        "-m",
        "tests.benchmarks.workbook",
        str(ROOT / "sample_data" / cycle),
        cycle,
        str(repeats),
    ]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    ours, *others = (
        tuple(Cost(wall, cpu, math.nan) for wall, cpu in costs) for costs in json.loads(said)
    )
    for name, other in zip(("bare cells", "XlsxWriter"), others, strict=True):
        yield f"sample {cycle}: workbook / {name}", Pair(ours, other)


def register(
    core: str, peer: str | None, rows: int, ending: str, options: argparse.Namespace
) -> Iterator[tuple[str, Pair]]:
    """A generated register: the program beside the bare scan and beside the peer, and their numbers
    compared."""
    folder, lookups = options.cache / "registers" / f"{rows}-{ending}", options.cache / "lookups"
    prepare = f"""
from datetime import date
from pathlib import Path
from tests.benchmarks.lookups import write_lookups
from tests.benchmarks.register import write_register
write_register(Path({str(folder)!r}), {rows}, {ending!r})
write_lookups(Path({str(lookups)!r}), {CYCLE}, date.fromisoformat({TODAY!r}))
"""
    run([core, "-c", prepare])
    name = f"{rows:,} rows, {ending}"
    with tempfile.TemporaryDirectory() as out:
        mine, theirs = Path(out) / "ours", Path(out) / "peer"
        ours = [core, "-m", "tests.benchmarks.ours", str(folder), CYCLE, TODAY, str(mine)]
        scan = [core, str(HERE / "scan.py"), str(folder / f"submissions.{ending}")]
        yield f"{name}: program / bare scan", in_turns(ours, scan, options.repeats)
        if peer:
            beside = [peer, str(HERE / "peer.py"), str(folder), str(lookups), str(theirs)]
            pair = in_turns(beside, ours, options.peer_repeats, warm_up=rows <= 1_000_000)
            wrong = differences(mine, theirs)
            if wrong:
                raise SystemExit("\n".join([f"{name}: the peer has other numbers:", *wrong[:20]]))
            yield f"{name}: peer / program", pair


if __name__ == "__main__":
    main()
