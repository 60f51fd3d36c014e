"""A first reading of a Parquet file in a process of its own: a damaged one can end the process that
reads it.

Even where polars turns the fault into an error, it first writes of it to the terminal; here nobody
sees that.
"""

import subprocess
import sys

from .cells import NotReadableError

READ = """
import io, sys, polars
data, wide = io.BytesIO(sys.stdin.buffer.read()), False
try:
    wide = polars.scan_parquet(data).select(polars.len()).collect().item() > int(sys.argv[1])
    if not wide:  # a day outside the calendar shows itself only when it is written as text
        polars.read_parquet(data).select(polars.selectors.date().cast(polars.String))
except BaseException as fault:
    print(type(fault).__name__, end="")
print("too many rows" if wide else "", end="")
"""
SECONDS, BYTES_A_SECOND = 10, 10_000_000
MOST_ROWS, ROWS_A_BYTE = 1_000_000, 20


def try_parquet(data: bytes) -> None:
    """Refuse a file that cannot be read whole, or whose reading ends the process, stands still or
    fills the memory.

    Raises:
        NotReadableError: for such a file.
    """
    command = [sys.executable, "-c", READ, str(max(MOST_ROWS, ROWS_A_BYTE * len(data)))]
    seconds = SECONDS + len(data) // BYTES_A_SECOND
    try:
        done = subprocess.run(  # noqa: S603  (this Python, fixed code; the data is only read)
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotReadableError("is a damaged Parquet file (reading it does not end)") from None
    except OSError:
        raise NotReadableError(
            "is Parquet, for whose first reading no further process may be started here"
        ) from None
    if done.returncode < 0:
        raise NotReadableError(
            f"is a damaged Parquet file (reading it was ended by signal {-done.returncode})"
        )
    if done.stdout == b"too many rows":
        raise NotReadableError("unpacks to far more than a table of submissions can hold")
    if done.returncode or done.stdout:
        raise NotReadableError(
            f"is a damaged Parquet file ({done.stdout.decode(errors='replace') or 'unreadable'})"
        )
