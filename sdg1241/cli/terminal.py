"""What is printed: one function, through which nothing gets that could steer a terminal."""

import click


def say(*lines: str, err: bool = False) -> None:
    """Print lines, on stdout or on stderr.

    Each argument is one line, whatever it holds: text of a file, a path, a settings key or a title
    cannot break it, move the cursor, colour the terminal or turn the reading direction.
    """
    for line in lines or ("",):
        click.echo(one_line(line), err=err)


def one_line(text: str) -> str:
    """Text with a space in place of every character that prints nothing: control characters, line
    ends, marks of reading direction, halves of a surrogate pair."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
