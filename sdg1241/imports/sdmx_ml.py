"""The observations of a message in SDMX-ML 2.1, generic or structure-specific, as UN Data and this
program write them."""

from collections.abc import Iterator
from pathlib import Path

from ..errors import InputError
from ..tables.xml_file import Element, elements

HINT = "Give a message of data in SDMX-ML 2.1, or a download as CSV or Excel."
TIME, VALUE = "TIME_PERIOD", "OBS_VALUE"
ALL_DIMENSIONS = "AllDimensions"


def observations(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and components of each observation: its own, those of its series, of its data set.

    Raises:
        InputError: the file cannot be read, is no message of data, or says something of groups of
            series, which the SDG data structure does not have.
    """
    message = _Message()
    for element in elements(path, HINT):
        if element.opens:
            message.start(element)
        elif element.name == "Obs" and message.observation is not None:
            yield message.line, message.complete()
        message.end(element)
        if message.grouped:
            raise InputError(path, "has values for groups of series, which are not read", HINT)
    if not message.has_data:
        raise InputError(path, "is a page of HTML or XML, and no data in SDMX-ML", HINT)


class _Message:
    """What is known at a place of the message."""

    def __init__(self) -> None:
        self.line = 0
        self.has_data = self.grouped = False
        self.data: dict[str, str] | None = None
        self.series: dict[str, str] | None = None
        self.observation: dict[str, str] | None = None
        self.dimension = TIME

    def start(self, element: Element) -> None:
        name, given = element.name, element.attributes
        if name == "Structure":
            said = given.get("dimensionAtObservation", ALL_DIMENSIONS)
            self.dimension = TIME if said == ALL_DIMENSIONS else said
        elif name == "DataSet":
            self.data, self.has_data = dict(given), True
        elif self.data is not None:
            self._inside(name, given, element.line)

    def _inside(self, name: str, given: dict[str, str], line: int) -> None:
        """An element inside a data set; what stands in `Value` belongs to the innermost part."""
        part = next(p for p in (self.observation, self.series, self.data) if p is not None)
        if name == "Group":
            self.grouped = True
        elif name == "Series":
            self.series = dict(given)
        elif name == "Obs":
            self.observation, self.line = dict(given), line
        elif name == "Value":
            part[given.get("id", "")] = given.get("value", "")
        elif name == "ObsDimension":
            part[given.get("id", self.dimension)] = given.get("value", "")
        elif name == "ObsValue":
            part[VALUE] = given.get("value", "")

    def complete(self) -> dict[str, str]:
        """The components of the observation that ends here."""
        return {**(self.data or {}), **(self.series or {}), **(self.observation or {})}

    def end(self, element: Element) -> None:
        if element.opens:
            return
        if element.name == "Obs":
            self.observation = None
        elif element.name == "Series":
            self.series = None
        elif element.name == "DataSet":
            self.data = None
