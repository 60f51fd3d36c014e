"""What the text of a cell stands for."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reading:
    """What a text stands for, or why that cannot be told: one of the two, so that a cell has one
    finding.

    Attributes:
        value: in the form of the table's schema; None where the cell is blank or not readable.
        code: of the finding, an error, where the text cannot be read.
        warning: of the finding where `value` was read and may not be what was meant.
        details: the names that the finding's texts use.
    """

    value: str | None = None
    code: str | None = None
    details: dict[str, str] = field(default_factory=dict)
    warning: str | None = None

    @property
    def finding(self) -> str | None:
        """The code of the one finding on the cell: the error, else the warning."""
        return self.code or self.warning


Reader = Callable[[str], Reading]
