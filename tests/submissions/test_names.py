"""Names of Parties as people write them. No name may stand for two, no hint for another country."""

import csv
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdg1241 import load_rules
from sdg1241.submissions.cell import Reading
from sdg1241.submissions.name_key import keys_of
from sdg1241.submissions.names import party_reader
from sdg1241.submissions.party_names import party_codes, party_names

# The seven names that once led to another country (South Korea to SSD, UK to UKR, DR Congo to COG).
# Name, Party, and whether the name once led to another country (South Korea to SSD, UK to UKR,
# DR Congo to COG), is usual in English, or is of another language.
TEXT = (Path(__file__).parent / "usual_names.csv").read_text("utf-8")
TABLE = list(csv.DictReader(TEXT.splitlines()))
NAMES = {row["name"]: row["party"] for row in TABLE}
LED_ASTRAY = [row["name"] for row in TABLE if row["kind"] == "led astray"]
USUAL = [row["name"] for row in TABLE if row["kind"] == "usual"]
CLEAR_TO_NOBODY = ["Korea", "Virgin Islands", "Saint Martin"]
NOT_LISTED = (
    """
Kosovo, Yugoslavia, Czechoslovakia, USSR, Netherlands Antilles, Serbia and Montenegro, England
Taiwan, TWN, Republic of China, XAA, XKX, KOS, Africa, Atlantis, 999, Republic, Islands, -
""".replace("\n", ", ")
    .strip(", ")
    .split(", ")
)


@pytest.fixture(scope="module")
def reference():
    return load_rules().reference


@pytest.fixture(scope="module")
def read(reference):
    return party_reader(reference)


def test_the_usual_names_are_many():
    assert len(USUAL) >= 77


@pytest.mark.parametrize("name", NAMES)
def test_a_usual_name_is_read(read, name):
    reading = read(name)
    assert (reading.value, reading.finding) == (NAMES[name], None)


@pytest.mark.parametrize("name", LED_ASTRAY)
def test_a_name_that_led_astray_is_read_in_any_dress(read, name):
    party = NAMES[name]
    dressed = (name.lower(), name.upper(), f"\u200b{name} ", name.replace(" ", "\u00a0"))
    assert {read(text).value for text in (*dressed, f"The {name}", f"{name}, the")} == {party}


@pytest.mark.parametrize(
    "text",
    [
        "Cote d'Ivoire",
        "C\u00f4te d\u2019Ivoire",
        "Co\u0302te d`Ivoire",
        "COTE D\u02bcIVOIRE",
        "c\u00f4te d ivoire",
        "Cote dIvoire",
    ],
)
def test_accents_and_apostrophes_make_no_other_country(read, text):
    assert read(text).value == "CIV"


def test_no_code_and_no_name_stands_for_two(reference):
    codes, names = party_codes(reference), party_names(reference)
    assert {
        k: parties for k, parties in (*codes.items(), *names.items()) if len(parties) != 1
    } == {}
    assert {k for k in codes.keys() & names.keys() if codes[k] != names[k]} == set()


@pytest.mark.parametrize("text", ["N/A", "n.a.", "#N/A", "<NA>", "N A", "-NA-", "K-E-N"])
def test_a_code_with_punctuation_is_no_code(read, text):
    assert (read(text).value, read(text).code) == (None, "unknown-party")


def test_every_listed_name_is_read_as_its_own_country(reference, read):
    languages = [c for c in reference.areas.columns if c.startswith("name_")]
    listed = [
        *(
            (row[0], name)
            for row in reference.areas.select("iso3", *languages).rows()
            for name in row[1:]
            if name
        ),
        *reference.other_names.select("party", "name").drop_nulls("party").rows(),
        *reference.not_areas.select("party", "name").rows(),
    ]
    assert len(listed) > 3000
    assert [(party, name) for party, name in listed if read(name).value != party] == []


def test_what_is_listed_as_the_name_of_no_party_is_that_of_none(reference, read):
    nobody = reference.other_names.filter(pl.col("party").is_null())["name"]
    assert nobody.len() > 30
    assert [
        text
        for text in nobody
        if read(text) != Reading(code="unknown-party", details={"nearest": ""})
    ] == []


@pytest.mark.parametrize(
    "text", ["Kenya (KEN)", "kenya (KEN)", "Kenya - KEN", "KEN - Kenya", "KEN: Kenya", "Kenya, KEN"]
)
def test_a_name_with_its_code_is_read_as_hints_write_it(read, text):
    assert read(text).value == "KEN"


def test_a_name_with_the_code_of_another_country_is_not_guessed(read):
    reading = read("Albania (AFG)")
    assert (reading.code, reading.details) == ("ambiguous-party", {"readings": "ALB, AFG"})


def test_every_listed_name_belongs_to_a_known_party_and_has_a_source(reference):
    known = set(reference.names()["party"])
    assert set(reference.other_names["party"].drop_nulls()) <= known
    assert set(reference.other_names["language"]) == {"en", "ar", "zh", "fr", "ru", "es"}
    assert reference.other_names["source"].null_count() == 0
    assert reference.other_names.select("party", "language", "name").is_duplicated().sum() == 0


@pytest.mark.parametrize(
    "text",
    [*CLEAR_TO_NOBODY, *NOT_LISTED, "x" * 500],
)
def test_what_two_could_mean_or_none_is_not_read(read, text):
    assert (read(text).value, read(text).code) == (None, "unknown-party")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("KEM", " Nearest: Kenya (KEN)."),
        ("Republic of Dominica", " Nearest: Dominica (DMA), Dominican Republic (DOM)."),
        ("Kenyaa", " Nearest: Kenya (KEN)."),
        ("Nigerai", " Nearest: Nigeria (NGA), Niger (NER)."),
        ("Tanzanya", " Nearest: United Republic of Tanzania (TZA)."),
        (
            "Korea",
            " Nearest: Republic of Korea (KOR), Democratic People's Republic of Korea (PRK).",
        ),
        ("United Kindom", " Nearest: United Kingdom of Great Britain and Northern Ireland (GBR)."),
    ],
)
def test_a_hint_names_the_likeliest_first_with_its_code(read, text, hint):
    assert read(text).details == {"nearest": hint}


@pytest.mark.parametrize(
    "text",
    [*NOT_LISTED, "x" * 500],
)
def test_a_hint_that_would_name_only_other_countries_is_left_out(read, text):
    assert read(text).details == {"nearest": ""}


def test_a_name_that_two_countries_have_is_not_guessed(reference):
    shared = (
        pl.when(pl.col("iso3").is_in(["COG", "COD"])).then(pl.lit("The River")).otherwise("name_en")
    )
    doubled = replace(reference, areas=reference.areas.with_columns(name_en=shared))
    reading = party_reader(doubled)("the river")
    assert (reading.value, reading.code) == (None, "ambiguous-party")
    assert sorted(reading.details["readings"].split(", ")) == ["COD", "COG"]


@given(
    st.sampled_from(sorted(NAMES)),
    st.sampled_from([str.lower, str.upper, str.title]),
    st.text("\u200b\u00a0\u2003 \u00ad", max_size=3),
)
def test_letter_case_and_what_nobody_sees_make_no_other_country(name, change, around):
    read = party_reader(load_rules().reference)
    assert read(around + change(name) + around).value == NAMES[name]


@given(st.text(max_size=30))
def test_any_text_has_keys_or_is_blank(text):
    assert all(key and key == key.strip() for key in keys_of(text))
