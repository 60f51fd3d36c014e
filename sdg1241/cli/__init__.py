"""The command line: parse, call the library, write. Nothing is computed here."""

import os
import sys
from typing import Any

import click

from ..errors import Sdg1241Error
from ..version import __version__
from .compare import compare
from .completeness import completeness
from .explain import explain
from .export import export
from .import_ import import_
from .import_parties import parties
from .met import met
from .outstanding import outstanding
from .reconcile import reconcile
from .rules import rules
from .run import run
from .signals import ended_by_signals
from .template import template
from .terminal import one_line
from .validate import validate
from .what_if import what_if


class _Stopped(click.ClickException):
    exit_code = 2


def _printable(fault: click.ClickException) -> click.ClickException:
    """The same fault with a message of one line that cannot steer a terminal: it may quote what was
    typed, or a file."""
    fault.message = one_line(fault.message)  # type: ignore[misc]  # click writes it itself
    return fault


class _Group(click.Group):
    """The one place where an error of the library becomes a line on stderr and exit status 2."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)
        except click.ClickException as fault:
            raise _printable(fault) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.ClickException as fault:
            raise _printable(fault) from None
        except Sdg1241Error as fault:
            raise _Stopped(one_line(str(fault))) from None
        except (
            click.exceptions.Exit,
            click.Abort,
            BrokenPipeError,
            KeyboardInterrupt,
            SystemExit,
        ):
            raise
        except OSError as fault:  # such as no room for temporary files, or for what is printed
            message = f"The system refused to read or write: {fault}."
            raise _Stopped(one_line(f"{message} Make room, or use another place.")) from None
        except BaseException as fault:  # a panic inside polars is no Exception
            if os.environ.get("SDG1241_DEBUG"):
                raise
            kind = type(fault).__name__
            message = (
                f"Unexpected fault ({kind}: {fault}). Please report it; SDG1241_DEBUG=1 shows where"
                " it arose."
            )
            raise _Stopped(one_line(message)) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sdg1241")
def cli() -> None:
    """Compute SDG indicator 12.4.1 from registers of what Parties transmitted under five
    conventions."""


for command in (
    run,
    validate,
    template,
    explain,
    outstanding,
    reconcile,
    compare,
    completeness,
    met,
    what_if,
    rules,
    export,
    import_,
):
    cli.add_command(command)

import_.add_command(parties)


def main() -> None:
    """Entry point of the `sdg1241` command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    with ended_by_signals():
        cli(prog_name="sdg1241")
