"""A first reading of a Parquet file in a process of its own: a damaged one can end the process that reads it."""

import subprocess
import sys

from .cells import NotReadableError

READ = "import io, sys, polars; polars.read_parquet(io.BytesIO(sys.stdin.buffer.read()))"
SECONDS, BYTES_A_SECOND = 10, 10_000_000


def try_parquet(data: bytes) -> None:
    """Refuse a file that cannot be read without the process dying or standing still. Raises NotReadableError.

    Errors that can be caught are left to the reading itself, which names them.
    """
    command = [sys.executable, "-c", READ]
    seconds = SECONDS + len(data) // BYTES_A_SECOND
    nowhere = subprocess.DEVNULL
    try:
        done = subprocess.run(  # noqa: S603  (this Python, fixed code; the data is only read)
            command, input=data, stdout=nowhere, stderr=nowhere, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotReadableError("is a damaged Parquet file (reading it does not end)") from None
    except OSError:  # no further process is allowed here
        return
    if done.returncode < 0:
        raise NotReadableError(f"is a damaged Parquet file (reading it was ended by signal {-done.returncode})")
