"""Whatever is damaged in a register is found at its own row and column, and nothing else is."""

import io

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from sdg1241 import load_rules, read_register, validate

COLUMNS = ("party", "convention", "obligation", "item", "received_on", "reference")
RULES = load_rules()
GOOD = [
    (party, "basel", "annual_report", str(year), f"{year + 1}-03-0{day}", text)
    for party in ("KEN", "UGA", "CHE")
    for year in (2015, 2016, 2018)
    for day, text in ((1, "Letter 7"), (2, "Décret n° 4; annex, page 2"), (3, 'Note "B"'), (4, ""))
]
# Each damage: the column that it hits, what is written there, and the code of the finding.
DAMAGE = [
    ("party", "XQQ", "unknown-party"),
    ("party", "", "missing-value"),
    ("convention", "basle", "unknown-convention"),
    ("convention", "", "missing-value"),
    ("obligation", "anual_report", "unknown-obligation"),
    ("obligation", "", "missing-value"),
    ("item", "1066", "unknown-item"),
    ("item", "", "missing-value"),
    ("received_on", "2015-02-30", "bad-date"),
    ("received_on", "03/04/2016", "ambiguous-date"),
    ("received_on", "2999-01-01", "future-date"),
    ("received_on", "", "missing-value"),
    ("received_on", "2016", "year-in-date"),
    ("item", "NA", "missing-value"),
    ("party", "N/A", "unknown-party"),
    ("convention", " Basle\u00a0", "unknown-convention"),
]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(GOOD),
        st.one_of(st.none(), st.none(), st.sampled_from(DAMAGE)),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=25,
)
SETTINGS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _damaged(rows):
    """The rows as written, the blank rows before each, and the places of the damage as (index,
    column, code)."""
    written, blanks, places = [], [], set()
    for at, (row, damage, blank) in enumerate(rows):
        cells = dict(zip(COLUMNS, row, strict=True))
        if damage:
            column, text, code = damage
            cells[column] = text
            places.add((at, column, code))
        written.append(list(cells.values()))
        blanks.append(blank)
    return written, blanks, places


def _check(path, expected, count):
    checked = validate(read_register(path), RULES)
    errors = checked.findings.filter(pl.col("severity") == "error")
    assert set(errors.select("row", "column", "code").rows()) == expected
    cells = checked.findings.filter(pl.col("row").is_not_null(), pl.col("column").is_not_null())
    assert cells.select("row", "column").is_unique().all()
    read, accepted, rejected = (
        checked.inputs.select("rows_read", "rows_accepted", "rows_rejected").sum().row(0)
    )
    assert (read, accepted, rejected) == (
        count,
        checked.submissions["receipts"].sum(),
        len({row for row, _, _ in expected}),
    )
    assert read == accepted + rejected


@SETTINGS
@given(
    rows=ROWS,
    separator=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "cp1252"]),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    quoted=st.booleans(),
)
def test_csv(rows, separator, encoding, ending, quoted, tmp_path):
    written, blanks, places = _damaged(rows)

    def line(cells):
        return separator.join(
            '"' + cell.replace('"', '""') + '"'
            if quoted or separator in cell or '"' in cell
            else cell
            for cell in cells
        )

    lines, numbers = [line(COLUMNS)], []
    for cells, blank in zip(written, blanks, strict=True):
        lines += [""] * blank
        lines.append(line(cells))
        numbers.append(len(lines))
    path = tmp_path / "submissions.csv"
    path.write_bytes((ending.join(lines) + ending).encode(encoding))
    _check(path, {(numbers[at], column, code) for at, column, code in places}, len(rows))


@SETTINGS
@given(rows=ROWS, title=st.integers(0, 3))
def test_workbook(rows, title, tmp_path):
    written, blanks, places = _damaged(rows)
    book = Workbook()
    sheet = book.active
    sheet.title = "Submissions"
    row = title + 1
    for at, name in enumerate(COLUMNS, 1):
        sheet.cell(row, at).value = name
    numbers = []
    for cells, blank in zip(written, blanks, strict=True):
        row += blank + 1
        numbers.append(row)
        for at, cell in enumerate(cells, 1):
            sheet.cell(row, at).value = cell or None
    held = io.BytesIO()
    book.save(held)
    path = tmp_path / "submissions.xlsx"
    path.write_bytes(held.getvalue())
    _check(path, {(numbers[at], column, code) for at, column, code in places}, len(rows))


@SETTINGS
@given(rows=ROWS)
def test_parquet(rows, tmp_path):
    written, _, places = _damaged(rows)
    frame = pl.DataFrame(written, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    path = tmp_path / "submissions.parquet"
    frame.write_parquet(path)
    _check(path, {(at + 2, column, code) for at, column, code in places}, len(rows))
