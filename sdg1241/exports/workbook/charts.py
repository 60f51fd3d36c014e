"""The charts of the Summary: native Excel charts over cells of the workbook, with titles on chart
and axes."""

from collections.abc import Sequence

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)

from .styles import BANDS, DARK, SERIES

TINY, SMALL, LARGE = 700, 900, 1200  # hundredths of a point
GRID = "D9D9D9"
PALE_BANDS = (2, 3)  # of BANDS: dark figures can be read on them


def means(labels: str, values: str) -> BarChart:
    """World mean by convention: one column each, with its value."""
    chart = _bars("Mean score by convention, world", "Convention", "Mean score (%)")
    chart.append(_series(values, "Mean score", DARK))
    chart.set_categories(Reference(range_string=labels))
    chart.legend = None
    chart.dLbls = _labels()
    chart.gapWidth = 60
    return chart


def by_region(labels: str, values: Sequence[tuple[str, str, Sequence[int]]]) -> BarChart:
    """Means by SDG region: a cluster for each region, in it a column for each convention, with its
    value.

    `values` has name, cells and the positions without a value for each convention.
    """
    chart = _bars(
        "Mean score by SDG region and convention",
        "SDG region; in each, the conventions in the order of the legend",
        "Mean score (%)",
    )
    for at, (name, cells, silent) in enumerate(values):
        column = _series(cells, name, SERIES[at % len(SERIES)])
        column.dLbls = _labels(silent, size=TINY)
        chart.append(column)
    chart.set_categories(Reference(range_string=labels))
    chart.legend.position, chart.legend.overlay = "t", False
    chart.legend.txPr = _font(SMALL)
    chart.gapWidth, chart.overlap = 40, 0
    return chart


def distribution(labels: str, values: Sequence[tuple[str, str, Sequence[int]]]) -> BarChart:
    """How many Parties scored what: one bar for each convention, a part for each band, with its
    count.

    `values` has name, cells and the positions that are 0 for each band.
    """
    chart = _bars("Distribution of scores by convention", "Convention", "Parties")
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 45
    for at, (name, cells, silent) in enumerate(values):
        part = _series(cells, name, BANDS[at % len(BANDS)])
        part.dLbls = _labels(silent, "000000" if at in PALE_BANDS else "FFFFFF")
        chart.append(part)
    chart.set_categories(Reference(range_string=labels))
    chart.y_axis.scaling.max = None
    chart.y_axis.number_format = "0"
    chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
    chart.legend.position, chart.legend.overlay = "b", False
    chart.legend.txPr = _font(SMALL)
    return chart


def _bars(title: str, across: str, up: str) -> BarChart:
    chart = BarChart()
    chart.type, chart.style, chart.roundedCorners = "col", 10, False
    chart.title, chart.x_axis.title, chart.y_axis.title = (
        _title(title, LARGE),
        _title(across, SMALL),
        _title(up, SMALL),
    )
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
    chart.y_axis.number_format, chart.y_axis.majorTickMark = "0", "out"
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=GRID))
    chart.x_axis.txPr, chart.y_axis.txPr = _font(SMALL), _font(SMALL)
    return chart


def _series(values: str, name: str, colour: str) -> Series:
    series = Series(Reference(range_string=values), title=name)
    series.graphicalProperties = GraphicalProperties(
        solidFill=colour, ln=LineProperties(solidFill=colour)
    )
    return series


def _labels(
    silent: Sequence[int] = (), colour: str = "000000", *, size: int = SMALL
) -> DataLabelList:
    """The value at each bar but the silent ones, in the number format of its cell."""
    shown = {
        "showSerName": False,
        "showCatName": False,
        "showLegendKey": False,
        "showPercent": False,
    }
    labels = DataLabelList(
        showVal=True, **shown, dLbl=[DataLabel(idx=at, showVal=False, **shown) for at in silent]
    )
    labels.txPr = _font(size, colour)
    return labels


def _font(size: int, colour: str = "000000", *, bold: bool = False) -> RichText:
    look = CharacterProperties(sz=size, b=bold, solidFill=colour)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])


def _title(text: str, size: int) -> Title:
    look = CharacterProperties(sz=size, b=True, solidFill="000000")
    words = Paragraph(pPr=ParagraphProperties(defRPr=look), r=[RegularTextRun(rPr=look, t=text)])
    return Title(tx=Text(rich=RichText(p=[words])), overlay=False)
