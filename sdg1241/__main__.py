"""`python -m sdg1241`."""

from .cli import main

main()
