"""Imports: what others publish, turned into the tables of this program; whatever is not certain is
a finding."""

from .informea import Imported, import_informea
from .mapping import Mapping, load_mapping, shipped_mapping
from .parties import ImportedParties, import_parties
from .published import Published, import_published, read_published, shipped_vintages

__all__ = [
    "Imported",
    "ImportedParties",
    "Mapping",
    "Published",
    "import_informea",
    "import_parties",
    "import_published",
    "load_mapping",
    "read_published",
    "shipped_mapping",
    "shipped_vintages",
]
