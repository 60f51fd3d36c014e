"""The bare scan: read every cell of a file into memory with polars, and stop.

python scan.py FILE
"""

import sys

import polars as pl

if __name__ == "__main__":
    path = sys.argv[1]
    if path.endswith(".parquet"):
        pl.scan_parquet(path).collect()
    else:
        pl.scan_csv(path, infer_schema=False, truncate_ragged_lines=True).collect()
