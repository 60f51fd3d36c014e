"""The peer: read, validate, score, aggregate and write CSV, as a good analyst writes it with
pandas. No polars here.

    python peer.py REGISTER LOOKUPS OUTPUT

REGISTER holds submissions.csv (or .parquet) and parties.csv, LOOKUPS what `lookups.py` writes. The
checks are those of the program, each one vectorised; OUTPUT gets scores.csv, rates.csv,
aggregates.csv and findings.csv (code, row, column), with the same numbers.
"""

import json
import sys
from fractions import Fraction
from math import lcm
from pathlib import Path

import pandas as pd

CODES = ["party", "convention", "obligation", "item"]
COLUMNS = [*CODES, "received_on", "reference", "ended_on"]
FACT = ["party", "convention", "scored_obligation", "scored_item"]
RECEIPT = [*FACT, "received_on"]
DECIMALS = 5


def main(register: Path, lookups: Path, output: Path) -> None:
    """The whole job."""
    settings = json.loads((lookups / "settings.json").read_text("utf-8"))
    tables = {name: pd.read_csv(lookups / f"{name}.csv", dtype=str, na_values=[""], keep_default_na=False)
              for name in ("valid", "asked", "starts", "areas", "members")}  # fmt: skip
    rows, broken = read(register)
    status = pd.read_csv(register / "parties.csv", dtype=str, na_values=[""], keep_default_na=False)
    for column in ("entry_into_force", "withdrawn_on"):
        status[column] = pd.to_datetime(status[column]) if column in status else pd.NaT
    accepted, findings = validate(rows, status, tables, pd.Timestamp(settings["today"]))
    findings = pd.concat([broken, findings]).sort_values(["row", "column", "code"])
    scores = score(accepted, status, tables, pd.Timestamp(settings["ends"]))
    rates, aggregates = aggregate(scores, status, tables["members"], settings["coverage"])
    output.mkdir(parents=True, exist_ok=True)
    for name, table in {
        "scores": scores.drop(columns="exact"),
        "rates": rates,
        "aggregates": aggregates,
    }.items():
        table.to_csv(output / f"{name}.csv", index=False)
    findings.to_csv(output / "findings.csv", index=False)


def read(register: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that fit the header, with their row numbers, and findings for those that do not."""
    path = register / "submissions.parquet"
    broken: list[int] = []
    if path.exists():
        rows = pd.read_parquet(path)
        for column in ("received_on", "ended_on"):
            rows[column] = pd.to_datetime(rows[column])
        rows["row"] = rows.index + 2
    else:
        path = register / "submissions.csv"
        with path.open(encoding="utf-8") as lines:
            separators = next(lines).count(",")
            broken = [n for n, line in enumerate(lines, 2) if line.count(",") != separators]
        rows = pd.read_csv(
            path, dtype=str, na_values=[""], keep_default_na=False, skiprows=[n - 1 for n in broken]
        )
        numbers = pd.RangeIndex(2, 2 + len(rows) + len(broken))
        rows["row"] = numbers.difference(broken) if broken else numbers
    for column in COLUMNS:
        if column not in rows:
            rows[column] = pd.NA if not column.endswith("_on") else pd.NaT
    return rows[[*COLUMNS, "row"]], found("broken-row", broken, "")


def found(code: str, rows: object, column: str) -> pd.DataFrame:
    """Findings of one kind."""
    return pd.DataFrame(
        {"code": code, "row": pd.Series(list(rows), dtype="int64"), "column": column}
    )


def dates(texts: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Dates, and where a text was no date or has two readings; year first, or day first where that
    is plain."""
    if not pd.api.types.is_string_dtype(texts) and not pd.api.types.is_object_dtype(texts):
        none = pd.Series(data=False, index=texts.index)
        return texts, none, none
    days = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")
    left = texts[days.isna() & texts.notna()]
    if left.empty:
        none = pd.Series(data=False, index=texts.index)
        return days, none, none
    parts = left.str.extract(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$")
    first, second = (pd.to_numeric(parts[n]) for n in (0, 2))
    two = (first <= 12) & (second <= 12) & (first != second)
    day, month = (
        first.where(first > 12, second).where(first != second, first),
        second.where(first > 12, first),
    )
    text = (
        parts[3] + "-" + month.astype("Int64").astype(str) + "-" + day.astype("Int64").astype(str)
    )
    mended = pd.to_datetime(text.where(~two & parts[3].notna()), format="%Y-%m-%d", errors="coerce")
    days = days.fillna(mended)
    ambiguous = texts.index.isin(left.index[two])
    return days, days.isna() & texts.notna() & ~ambiguous, pd.Series(ambiguous, index=texts.index)


def validate(
    rows: pd.DataFrame, status: pd.DataFrame, tables: dict[str, pd.DataFrame], today: pd.Timestamp
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Accepted rows, and findings with their rows."""
    findings, wrong = [], pd.Series(data=False, index=rows.index)

    def fault(code: str, where: pd.Series, column: str, *, error: bool = True) -> None:
        findings.append(found(code, rows.loc[where, "row"], column))
        if error:
            wrong[where] = True

    valid, areas = tables["valid"], tables["areas"]
    for column in CODES:
        plain = rows[column].str.strip()
        plain = plain.str.upper() if column == "party" else plain.str.lower()
        changed = (plain != rows[column]) & rows[column].notna()
        listed = rows.loc[
            changed & (plain.isin(areas["iso3"]) if column == "party" else True), "row"
        ]
        findings.append(found("repaired", listed[:100], column))
        findings.append(found("repaired-more", listed[100:101], column))
        rows[column] = plain
    for column in ("party", "convention", "obligation"):
        fault("missing-value", rows[column].isna(), column)
    fault("unknown-party", ~rows["party"].isin(areas["iso3"]) & rows["party"].notna(), "party")
    known = rows["party"].isin(areas["iso3"])
    fault(
        "unknown-convention",
        ~rows["convention"].isin(valid["convention"]) & rows["convention"].notna(),
        "convention",
    )
    under = rows["convention"].isin(valid["convention"])
    earliest = pd.Timestamp("1900-01-01")
    for column in ("received_on", "ended_on"):
        texts = rows[column]
        days, bad, two = dates(texts)
        fault("bad-date", bad | (days < earliest), column)
        fault("ambiguous-date", two, column)
        if column == "received_on":
            fault("missing-value", texts.isna(), column)
        mended = (
            days.notna() & (days >= earliest) & (texts.astype(str) != days.dt.strftime("%Y-%m-%d"))
        )
        if pd.api.types.is_string_dtype(texts):
            listed = rows.loc[mended, "row"]
            findings.append(found("repaired", listed[:100], column))
            findings.append(found("repaired-more", listed[100:101], column))
        rows[column] = days.where(days >= earliest)
    rows["item"] = rows["item"].fillna("")
    roles = valid[valid["code"] != valid["obligation"]]
    roles = roles.assign(item=roles["code"], code=roles["obligation"])
    valid = pd.concat([valid, roles]).rename(
        columns={"obligation": "scored_obligation", "code": "obligation"}
    )
    valid["item"] = valid["item"].fillna("")
    valid["scored_item"] = valid["scored_item"].fillna("")
    valid["exists_on"] = pd.to_datetime(valid["exists_on"].where(valid["exists_on"] < "2200"))
    valid["lapses"] = valid["lapses"] == "true"
    rows = rows.merge(valid, on=["convention", "obligation", "item"], how="left")
    unmatched = rows["scored_obligation"].isna() & under & rows["obligation"].notna()
    pairs = pd.MultiIndex.from_frame(valid[["convention", "obligation"]])
    obligation_known = pd.MultiIndex.from_frame(
        rows.loc[unmatched, ["convention", "obligation"]]
    ).isin(pairs)
    at = unmatched.copy()
    at[unmatched] = ~obligation_known
    fault("unknown-obligation", at, "obligation")
    at[unmatched] = obligation_known
    fault("missing-value", at & (rows["item"] == ""), "item")
    fault("unknown-item", at & (rows["item"] != ""), "item")
    fault("future-date", rows["received_on"] > today, "received_on")
    lapses = rows["lapses"].eq(other=True)
    fault("ended-before-received", (rows["ended_on"] < rows["received_on"]) & lapses, "ended_on")
    status = status.drop_duplicates(["convention", "party"]).merge(
        tables["starts"], on="convention"
    )
    status["in_force"] = status["entry_into_force"].fillna(
        pd.to_datetime(status["treaty_in_force"])
    )
    rows = rows.merge(
        status[["convention", "party", "in_force", "withdrawn_on"]],
        on=["convention", "party"],
        how="left",
    )
    fault("no-party-status", rows["in_force"].isna() & known & under, "party")
    rows = rows[~wrong & rows["scored_obligation"].notna()]
    wrong = wrong[rows.index]
    fault(
        "before-entry-into-force",
        rows["received_on"] < rows["in_force"],
        "received_on",
        error=False,
    )
    fault(
        "after-withdrawal", rows["received_on"] >= rows["withdrawn_on"], "received_on", error=False
    )
    fault("before-item-exists", rows["received_on"] < rows["exists_on"], "received_on", error=False)
    fault(
        "ended-on-ignored", rows["ended_on"].notna() & ~lapses[rows.index], "ended_on", error=False
    )
    details = [*RECEIPT, "reference", "ended_on"]
    rows["reference"] = rows["reference"].str.strip()
    repeated = rows.duplicated(details)
    findings.append(found("repeated-row", rows.loc[repeated, "row"][:1], ""))
    distinct = rows[~repeated]
    other = distinct.duplicated(RECEIPT)
    receipts = distinct[~other]
    both = distinct[other].merge(
        receipts[[*RECEIPT, "reference"]], on=RECEIPT, suffixes=("", "_first")
    )
    one, first = both["reference"].fillna(""), both["reference_first"].fillna("")
    findings.append(found("other-reference", both.loc[one != first, "row"], "reference"))
    findings.append(found("other-reference", both.loc[one == first, "row"], "ended_on"))
    findings.append(
        found("received-again", receipts.loc[receipts.duplicated(FACT), "row"][:1], "received_on")
    )
    rows["ended_on"] = rows["ended_on"].where(rows["lapses"].eq(other=True))
    return rows, pd.concat(findings)


def score(
    accepted: pd.DataFrame,
    status: pd.DataFrame,
    tables: dict[str, pd.DataFrame],
    ends: pd.Timestamp,
) -> pd.DataFrame:
    """One row for each country and convention."""
    key = ["convention", "obligation", "item"]
    asked = tables["asked"].assign(
        item=tables["asked"]["item"].fillna(""), role=tables["asked"]["role"] == "true",
        standing=tables["asked"]["standing"] == "true", points=pd.to_numeric(tables["asked"]["points"]),
    )  # fmt: skip
    sent = accepted[[*FACT, "received_on", "ended_on"]].rename(
        columns={"scored_obligation": "obligation", "scored_item": "item"}
    )
    sent = sent.merge(asked[[*key, "standing"]], on=key)
    stands = (sent["received_on"] <= ends) & ~(sent["ended_on"] <= ends)
    sent = sent[~sent["standing"] | stands].drop_duplicates(["party", *key])[["party", *key]]
    since, until = status["entry_into_force"], status["withdrawn_on"]
    parties = status[~(since > ends) & ~(until <= ends)][["party", "convention"]]
    rows = parties.merge(asked, on="convention").merge(
        sent, on=["party", *key], how="left", indicator="sent"
    )
    rows["sent"] = rows["sent"] == "both"
    of = ["party", "convention", "obligation"]
    together = rows[rows["role"]].groupby(of)["sent"].all().rename("together")
    rows = rows[~rows["role"]].merge(together, on=of, how="left")
    rows["earned"] = rows["points"].where(rows["sent"] | rows["together"].eq(other=True), 0)
    sums = rows.groupby(["party", "convention", "series"], as_index=False)[
        ["earned", "points"]
    ].sum()
    sums = sums.merge(tables["areas"].dropna(subset=["m49"]), left_on="party", right_on="iso3")
    tenths = (sums[["earned", "points"]] * 10).round().astype(int)
    sums["exact"] = [
        Fraction(a, b) for a, b in zip(tenths["earned"], tenths["points"], strict=True)
    ]
    sums["score"] = [percent(x) for x in sums["exact"]]
    sums["meets"] = tenths["earned"] == tenths["points"]
    return sums[["party", "m49", "convention", "series", "score", "meets", "exact"]].sort_values(
        ["party", "convention"]
    )


def percent(share: Fraction) -> str:
    """100 x share, rounded half up to 5 decimals."""
    whole = (200 * 10**DECIMALS * share.numerator + share.denominator) // (2 * share.denominator)
    return f"{whole // 10**DECIMALS}.{whole % 10**DECIMALS:05}"


def aggregate(
    scores: pd.DataFrame, status: pd.DataFrame, members: pd.DataFrame, coverage: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rates of countries and aggregates of areas; shares are added as whole numbers over one
    denominator."""
    whole = lcm(*(x.denominator for x in scores["exact"]), *range(1, 6)) if len(scores) else 1
    scores = scores.assign(share=[x.numerator * (whole // x.denominator) for x in scores["exact"]])
    rates = scores.groupby(["party", "m49"], as_index=False).agg(
        conventions=("share", "size"), share=("share", "sum"), meets_all=("meets", "all")
    )
    rates["exact"] = [
        Fraction(s, n * whole) for s, n in zip(rates["share"], rates["conventions"], strict=True)
    ]
    rates["transmission_rate"] = [percent(x) for x in rates["exact"]]
    every = rates.assign(convention="all", series="", meets=rates["meets_all"])
    values = pd.concat([scores, every])[["party", "convention", "series", "meets", "exact"]]
    known = (
        members[members["party"].isin(status["party"])].groupby("group_m49").size().rename("known")
    )
    rows = members.merge(values, on="party").merge(known, on="group_m49")
    out = []
    for (code, convention), part in rows.groupby(["group_m49", "convention"]):
        n, of = len(part), part["known"].iloc[0]
        mean = percent(sum(part["exact"], Fraction()) / n)
        published = convention != "all" and n * 100 >= of * Fraction(coverage)
        out.append(
            (
                code,
                convention,
                mean,
                n,
                part["meets"].sum(),
                percent(Fraction(n, int(of))),
                published,
            )
        )
    columns = [
        "group_m49",
        "convention",
        "mean_score",
        "parties",
        "parties_meeting",
        "coverage",
        "published",
    ]
    rates = rates[["party", "m49", "conventions", "transmission_rate", "meets_all"]]
    return rates, pd.DataFrame(out, columns=columns)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
