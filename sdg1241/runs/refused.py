"""An input that was refused: the error that holds its findings."""

from ..errors import Sdg1241Error
from ..submissions import Checked, Register


class RefusedError(Sdg1241Error):
    """The input holds errors, so nothing was computed.

    Attributes:
        register: the input as read.
        checked: the input as validated, with every finding.
    """

    def __init__(self, register: Register, checked: Checked) -> None:
        self.register, self.checked = register, checked
        files = ", ".join(file.name for file in register.files)
        if checked.complete:
            rejected = checked.inputs["rows_rejected"].sum()
            problem = f"{rejected} rows hold errors"
        else:
            problem = "a table cannot be used"
        super().__init__(f"{files}: {problem}. 'sdg1241 validate' on it says what is wrong.")
