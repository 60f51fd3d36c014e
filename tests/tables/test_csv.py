"""A CSV file is read as its author meant it: encodings, separators, quotation marks, line ends."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdg1241.errors import InputError
from sdg1241.tables import Table, Wanted, open_file

KNOWN = {"a", "b", "c"}
HEADER = ["a", "b", "c"]
Row = tuple[object, ...]


def opened(path: Path, data: bytes) -> Table:
    path.write_bytes(data)
    (sheet,) = open_file(path).sheets
    return sheet.table(KNOWN)


def rows_of(table: Table, joined: tuple[int, ...] = ()) -> list[Row]:
    """Number and cells of each row, in order, whether or not some are asked for as one text."""
    width = len(table.header)
    rows: list[Row] = []
    for piece in table.pieces(Wanted(joined)):
        texts = piece.joined.to_list()
        for number, text, cells in zip(piece.row, texts, piece.cells.rows(named=True), strict=True):
            parts = text.split(piece.joint)[: len(joined)] if joined else []
            of_text = {f"c{n}": part or None for n, part in zip(joined, parts, strict=True)}
            whole = of_text | cells
            rows.append((number, *(whole[f"c{n}"] for n in range(width))))
    return sorted(rows)


def broken_of(table: Table) -> list[Row]:
    return sorted((b["row"], b["code"]) for b in table.rows()[1])


def written(rows: Iterable[Iterable[str]], **options: object) -> str:
    held = io.StringIO(newline="")
    csv.writer(held, **options).writerows(rows)  # type: ignore[arg-type]
    return held.getvalue()


@pytest.mark.parametrize("joined", [(), (0,), (0, 1), (1, 2), (2,)])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encodings_and_separators(
    encoding: str, named: str | None, separator: str, joined: tuple[int, ...], tmp_path: Path
) -> None:
    text = f"a{separator}b{separator}c\nCôte{separator}é{separator}\nx{separator}{separator}€\n"
    table = opened(tmp_path / "t.csv", text.encode(encoding))
    assert table.header == HEADER and table.header_row == 1
    assert rows_of(table, joined) == [(2, "Côte", "é", None), (3, "x", None, "€")]
    assert table.encoding() == named


CASES = {
    "a plain one": ("a,b,c\n1,2,3\n", [(2, "1", "2", "3")]),
    "no line end at the end": ("a,b,c\n1,2,3", [(2, "1", "2", "3")]),
    "lines that end with CRLF": ("a,b,c\r\n1,2,3\r\n4,5,\r\n", [(2, *"123"), (3, "4", "5", None)]),
    "lines that end with CR": ("a,b,c\r1,2,3\r4,5,6\r", [(2, *"123"), (3, *"456")]),
    "one line that ends with CR": ("a,b,c\n1,2,3\r4,5,6\n", [(2, *"123"), (3, *"456")]),
    "a quoted cell": ('a,b,c\n1,"2",3\n4,5,6\n', [(2, *"123"), (3, *"456")]),
    "a separator in quotes": ('a,b,c\n1,"2,0",3\n', [(2, "1", "2,0", "3")]),
    "a line break in quotes": ('a,b,c\n1,"2\n0",3\n4,5,6\n', [(2, "1", "2\n0", "3"), (4, *"456")]),
    "quotation marks in quotes": ('a,b,c\n1,"say ""x""",3\n', [(2, "1", 'say "x"', "3")]),
    "a quotation mark inside a cell": ('a,b,c\n1,5" pipe,3\n', [(2, "1", '5" pipe', "3")]),
    "a quoted cell that is blank": ('a,b,c\n1,"",3\n', [(2, "1", None, "3")]),
    "a title above the header": ("Register\n\na,b,c\n1,2,3\n", [(4, *"123")]),
    "blank lines": ("a,b,c\n\n1,2,3\n\n\n4,5,6\n", [(3, *"123"), (6, *"456")]),
    "rows of separators": ("a,b,c\n,,\n1,2,3\n , ,\n,,,,\n,\n", [(3, *"123")]),
    "separators at the end": ("a,b,c,,\n1,2,3,,\n4,5,6\n", [(2, *"123"), (3, *"456")]),
    "a zero byte": ("a,b,c\n1,2\0,3\n4,5,6\n", [(2, "1", "2\0", "3"), (3, *"456")]),
    "nothing": ("a,b,c\n", []),
    "spaces": ("a,b,c\n 1 , 2,3 \n", [(2, " 1 ", " 2", "3 ")]),
    "a first cell that is blank": ("a,b,c\n,2,3\n,,3\n", [(2, None, *"23"), (3, None, None, "3")]),
}


@pytest.mark.parametrize("joined", [(), (0,), (0, 1), (1, 2)])
@pytest.mark.parametrize("case", CASES)
def test_rows(case: str, joined: tuple[int, ...], tmp_path: Path) -> None:
    text, expected = CASES[case]
    table = opened(tmp_path / "t.csv", text.encode())
    assert rows_of(table, joined) == expected
    assert broken_of(table) == []


@pytest.mark.parametrize("joined", [(), (0,), (0, 1)])
@pytest.mark.parametrize(
    ("text", "broken", "good"),
    [
        ("1,2\n4,5,6\n", [(2, "broken-row")], [3]),
        ("1,2,3,4\n4,5,6\n", [(2, "broken-row")], [3]),
        ("1\n\n4,5,6\n1,2,3,,4\n", [(2, "broken-row"), (5, "broken-row")], [4]),
        ("1,2,3,,\n4,5,6, \n", [], [2, 3]),
        ('1,"2"\n4,5,6\n', [(2, "broken-row")], [3]),
        ('"1"x,2,3\n4,5,6\n', [(2, "broken-quotes")], [3]),
        ('1,"2"x,3\n4,"5",6\n', [(2, "broken-quotes")], [3]),
        ('1,"2,3\n4,5,6\n', [(2, "broken-quotes")], [3]),
        ('1,"2,3\n4,5\n7,8,9\n', [(2, "broken-quotes"), (3, "broken-row")], [4]),
        ("é,2\né,5,6\né,5,6,é\n", [(2, "broken-row"), (4, "broken-row")], [3]),
    ],
)
def test_rows_that_do_not_fit(
    text: str, broken: list[Row], good: list[int], joined: tuple[int, ...], tmp_path: Path
) -> None:
    table = opened(tmp_path / "t.csv", f"a,b,c\n{text}".encode())
    assert broken_of(table) == broken
    assert [row[0] for row in rows_of(table, joined)] == good


def test_cells_that_may_be_left_out(tmp_path: Path) -> None:
    table = opened(tmp_path / "t.csv", b"a,b,c\n1,2\n1\n4,5,6\n")
    pieces = list(table.pieces(Wanted((0,), needed=2)))
    assert [n for piece in pieces for n in piece.filled_up] == [2]
    assert [(b["row"], b["found"]) for piece in pieces for b in piece.broken] == [(3, "1")]
    assert sorted(n for piece in pieces for n in piece.row) == [2, 4]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"<html><table><tr><td>a</td></tr></table>", "page of HTML or XML"),
        (bytes(range(256)) * 4, "holds no text"),
        (b'a,b,c\n"1"x,2,3\n' + b'"1"x,2,3\n' * 200, "quotation marks that do not match"),
        (b'"a"x,b,c\n1,2,3\n', "quotation marks that do not match"),
        ("a,b,c\n1,2,3\n".encode("utf-16")[:-1], "begins like UTF-16"),
        (b"%PDF-1.7\n", "is a PDF document"),
        (",".join(f"a{n}" for n in range(2_000)).encode(), "has 2000 columns"),
    ],
)
def test_what_is_no_table_is_told_in_one_line(data: bytes, problem: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=problem) as told:
        opened(tmp_path / "t.csv", data).rows()
    assert "\n" not in str(told.value)


def test_rows_looked_up_again_are_those_of_the_first_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdg1241.tables.text.BLOCK", 64)
    lines = [f"{n},{'x' * (n % 7)},{n * n}" for n in range(2, 200)]
    lines[50], lines[120] = '52,"q,""",1', ""
    table = opened(tmp_path / "t.csv", ("a,b,c\n" + "\n".join(lines) + "\n").encode())
    wanted = frozenset({2, 3, 52, 60, 121, 123, 199})  # 122 is a blank line
    again = [
        (number, *cells)
        for piece in table.pieces(Wanted((), None, wanted))
        for number, cells in zip(piece.row, piece.cells.rows(), strict=True)
        if number in wanted
    ]
    assert sorted(again) == [row for row in rows_of(table) if row[0] in wanted]


CELL = st.text(
    st.one_of(
        st.sampled_from('ab1,;|\t" \n\réß中\u2028\x85\x0c'),
        st.characters(
            exclude_categories=("Cs",), exclude_characters="\0\x01\x1c\x1d\x1e\x1f\ufeff"
        ),
    ),
    max_size=8,
)
TABLES = st.lists(st.tuples(CELL, CELL, CELL), max_size=60)
SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def is_blank(row: Iterable[str]) -> bool:
    return not any(cell.strip() for cell in row)


@SETTINGS
@given(
    rows=TABLES,
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    separator=st.sampled_from(",;\t|"),
    ending=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    block=st.sampled_from([16, 100, 8 << 20]),
    joined=st.sampled_from([(), (0,), (0, 1), (1, 2)]),
)
def test_what_is_written_is_read(
    rows: list[tuple[str, str, str]],
    quoting: int,
    separator: str,
    ending: str,
    encoding: str,
    block: int,
    joined: tuple[int, ...],
    tmp_path: Path,
) -> None:
    """Every text that Python's own csv writer writes comes back, in blocks of any size."""
    options = {"quoting": quoting, "delimiter": separator, "lineterminator": ending}
    if ending == "\n":  # of which the writer quotes no other line end
        rows = [tuple(cell.replace("\r", "") for cell in row) for row in rows]  # type: ignore[misc]
    text = written([HEADER, *rows], **options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sdg1241.tables.text.BLOCK", block)
        table = opened(tmp_path / "t.csv", text.encode(encoding))
        read, broken = rows_of(table, joined), broken_of(table)
    expected = [tuple(cell or None for cell in row) for row in rows if not is_blank(row)]
    assert [row[1:] for row in read] == expected
    assert broken == []


@SETTINGS
@given(
    lines=st.lists(
        st.sampled_from(
            ["1,2,3", "", ",,", "4,,", "1,2", "1,2,3,4", '"5",6,7', 'é," 8",9', "x,y,z\r", ",1,1"]
        ),
        max_size=80,
    ),
    block=st.sampled_from([16, 50, 200]),
    joined=st.sampled_from([(), (0,), (0, 1)]),
)
def test_small_blocks_give_the_rows_of_one_block(
    lines: list[str], block: int, joined: tuple[int, ...], tmp_path: Path
) -> None:
    data = ("a,b,c\n" + "\n".join(lines) + "\n").encode()
    table = opened(tmp_path / "t.csv", data)
    expected = rows_of(table, joined), broken_of(table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sdg1241.tables.text.BLOCK", block)
        table = opened(tmp_path / "t.csv", data)
        assert (rows_of(table, joined), broken_of(table)) == expected


def test_files_read_one_after_the_other_do_not_share_the_numbers_of_their_texts(
    tmp_path: Path,
) -> None:
    kept = []
    for n in range(20):
        table = opened(tmp_path / f"{n}.csv", f"a,b,c\n{n}a,1,2\n{n}b,1,2\n{n}c,1\n".encode())
        kept.append(list(table.pieces(Wanted((0,)))))
        assert rows_of(table, (0,)) == rows_of(table)
