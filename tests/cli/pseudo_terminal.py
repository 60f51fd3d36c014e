"""A program as it runs at a terminal."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]


def on_terminal(command: Sequence[object], stdout: IO[bytes] | None = None) -> str:
    """What a command says on a pseudo-terminal: on both of its outputs, or on stderr alone where
    `stdout` goes elsewhere."""
    import pty  # not every system has it: tests skip where it is missing

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        list(map(str, command)), stdout=stdout or theirs, stderr=theirs, cwd=ROOT
    )
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 4096):
            said += part
    except OSError:  # Linux says so that the other end is closed
        pass
    os.close(ours)
    process.wait()
    return said.decode()
