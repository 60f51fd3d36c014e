"""The version of the program, where every layer can read it without the package above it."""

__version__ = "0.1.0"
