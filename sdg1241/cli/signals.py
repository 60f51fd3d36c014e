"""An end by SIGTERM or SIGINT: what was begun is cleared away, and the status says which it was.

Without it SIGTERM ends Python at once, and what openpyxl keeps in the temporary folder, with parts
of the register, stays there.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = ("SIGTERM", "SIGINT", "SIGHUP")  # the last is unknown to some systems
OFFSET = 128  # by the custom of shells, the status is this and the number of the signal


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Turn a signal that ends the program into an exit with its status, once everything that
    cleans up has done so. A second one is left alone meanwhile."""
    received: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        if not received:
            received.append(number)
            sys.unraisablehook = lambda _: None  # half-written sheets complain as they are dropped
            sys.exit(OFFSET + number)

    for name in ENDING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, end)
    try:
        yield
    finally:
        if received:  # whatever became of it on its way up, such as an error inside polars
            sys.exit(OFFSET + received[0])
