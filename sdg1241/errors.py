"""The errors that stop the work. A fault in a row of input is a finding instead (see
`submissions.findings`)."""

from pathlib import Path


class Sdg1241Error(Exception):
    """The work cannot go on; the text says where, what was found, and what to do."""


class RuleFileError(Sdg1241Error):
    """A rule file cannot be used as written."""

    def __init__(self, path: Path, key: str, problem: str, hint: str) -> None:
        self.path, self.key, self.problem, self.hint = path, key, problem, hint
        super().__init__(f"{path}: {key}: {problem}. {hint}")


class UsageError(Sdg1241Error):
    """A cycle, edition, Party or option that does not exist was asked for."""


class InputError(Sdg1241Error):
    """An input cannot be read at all, so there are no rows to report on."""

    def __init__(self, path: Path | str, problem: str, hint: str) -> None:
        self.path, self.problem, self.hint = path, problem, hint
        super().__init__(f"{path}: {problem}. {hint}")


class OutputError(Sdg1241Error):
    """The outputs cannot be written where they were asked for."""


class ExchangeError(Sdg1241Error):
    """An observation does not fit the SDG data structure, so no exchange file can be written."""

    def __init__(
        self, series: str | None, area: str | None, column: str, problem: str, more: int
    ) -> None:
        self.series, self.area, self.column, self.problem, self.more = (
            series,
            area,
            column,
            problem,
            more,
        )
        others = f", and {more} more like it" if more else ""
        text = (
            f"series {series or 'blank'}, area {area or 'blank'}, column {column}:"
            f" {problem}{others}"
        )
        super().__init__(
            f"{text}. No exchange file was written. Correct the settings, or compute the run again."
        )


class ScoreAboveMaximumError(Sdg1241Error):
    """A Party earned more points than its maximum: the rules contradict themselves."""
