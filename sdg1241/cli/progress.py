"""How far the work on a large input has come: a bar on stderr, for a person who has to wait."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..submissions import Register

WAIT = 2.0  # seconds that pass before there is a bar
LARGE = 50 << 20  # bytes of an input, below which there is none


@contextmanager
def progress(register: "Register", quiet: bool = False) -> Iterator[Callable[[int], None] | None]:
    """What to hand to `validate`; None where nobody looks: stderr is no terminal, or nothing in the
    input is large."""
    size = sum(file.size for file in register.files)
    if quiet or size <= LARGE or not sys.stderr.isatty():
        yield None
        return
    start, done = time.monotonic(), 0
    bar = click.progressbar(length=size, label="Reading", file=sys.stderr)
    shown = False

    def advance(amount: int) -> None:
        nonlocal done, shown
        done += amount
        if shown:
            bar.update(amount)
        elif time.monotonic() - start >= WAIT:
            shown = True
            bar.__enter__()
            bar.update(done)

    try:
        yield advance
    finally:
        if shown:
            bar.__exit__(None, None, None)
