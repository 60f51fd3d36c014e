"""How fast and how large: the program beside the same job in pandas and beside what no program
could avoid.

    python -m tests.benchmarks --help

Nothing here asserts a time. The one thing asserted is that the peer computes the same numbers.
"""
