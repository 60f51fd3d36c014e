"""How the workbook looks: its named styles, colours and paper."""

from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import ColorScaleRule, FormulaRule, Rule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.styleable import StyleableObject
from openpyxl.worksheet.worksheet import Worksheet

DARK, PALE, GREY = "1F4E79", "DDEBF7", "6B6B6B"
LOW, MIDDLE, HIGH = (
    "F8CBAD",
    "FFFFFF",
    "9DC3E6",
)  # told apart by every kind of colour vision; the number is always there
BANDS = ("843C0C", "C55A11", "F4B183", "BDD7EE", "2E75B6", "1F3864")  # from 0 to 100
SERIES = ("1F3864", "2E75B6", "9DC3E6", "F4B183", "843C0C")
A4 = 9
BELOW = "†"
FORMATS = {
    "number": "#,##0_)",
    "year": "0_)",
    "points": "0.0##_)",
    "percent": f"0.0_{BELOW}_)",
    "percent below": f'0.0"{BELOW}"_)',
    "exact": "General",
    "decimals": "0.00000_)",
    "change": "+0.0_);-0.0_);0.0_)",
    "count change": "+#,##0_);-#,##0_);0_)",
    "date": "yyyy-mm-dd",
}
FIGURE = Alignment(horizontal="right", vertical="top")


class Styles:
    """The named styles of one workbook, each worked out once and shared by all its cells.

    `number`, `percent`, ... are the keys of FORMATS; `title`, `note`, `section`, `head`, `figure
    head`, `label`, `text`, `wrapped`, `code` and `mark` are for text. `below` marks a mean over too
    few countries.
    """

    def __init__(self, book: Workbook, *, right_to_left: bool = False) -> None:
        start = "right" if right_to_left else None  # where text begins, whatever its script
        line, top = Alignment(start), Alignment(start, "top")
        self._made: dict[tuple[str, bool], Any] = {}
        named = {
            "title": {
                "font": Font(name="Calibri", size=16, bold=True, color=DARK),
                "alignment": line,
            },
            "note": {"font": Font(name="Calibri", size=10, color=GREY), "alignment": line},
            "section": {
                "font": Font(name="Calibri", size=13, bold=True, color=DARK),
                "alignment": line,
            },
            "head": {
                "font": Font(name="Calibri", bold=True, color="FFFFFF"),
                "fill": PatternFill("solid", fgColor=DARK),
                "alignment": Alignment(start, "center", wrap_text=True),
            },
            "label": {"font": Font(name="Calibri", bold=True), "alignment": top},
            "text": {"alignment": top},
            "wrapped": {"alignment": Alignment(start, "top", wrap_text=True)},
            "code": {"alignment": top, "number_format": "@"},
            "mark": {"alignment": FIGURE, "number_format": "@_)"},
        }
        named |= {
            key: {"alignment": FIGURE, "number_format": form} for key, form in FORMATS.items()
        }
        named["figure head"] = named["head"] | {
            "alignment": Alignment(horizontal="right", vertical="center", wrap_text=True)
        }
        named["percent below"]["font"] = Font(name="Calibri", italic=True)
        for key, parts in named.items():
            parts.setdefault("font", Font(name="Calibri"))
            book.add_named_style(NamedStyle(f"SDG {key}", **parts))

    def of(self, sheet: Worksheet, style: str, *, quoted: bool = False) -> StyleableObject:
        """The look of a cell in that style; a quoted one keeps text that looks like a formula
        text."""
        if (style, quoted) not in self._made:
            look = StyleableObject(sheet)
            look.style = f"SDG {style}"
            look.quotePrefix = quoted
            self._made[style, quoted] = look
        return self._made[style, quoted]


def colour_scale() -> Rule:
    """From orange at 0 over white to blue at 100."""
    ends = {
        "start_type": "num",
        "start_value": 0,
        "start_color": LOW,
        "end_type": "num",
        "end_value": 100,
    }
    return ColorScaleRule(**ends, end_color=HIGH, mid_type="num", mid_value=50, mid_color=MIDDLE)


def new_group(formula: str) -> Rule:
    """A line above the first row of a group."""
    return FormulaRule([formula], border=Border(top=Side("thin", color=DARK)))


def same_group(formula: str) -> Rule:
    """Grey for what repeats the row above."""
    return FormulaRule([formula], font=Font(color="767676"))
