"""Invisible and look-alike characters are folded in one way, wherever they stand."""

import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdg1241.characters import BLANK, BLANK_CELL, SPACES, UNSEEN, folded, trimmed
from sdg1241.submissions.dates import read_date
from sdg1241.submissions.values import read_code, read_item
from sdg1241.tables import plain_name

UNSEEN_ONES = {
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "zero-width non-joiner": "\u200c",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "Arabic letter mark": "\u061c",
    "embedding": "\u202b",
    "end of embedding": "\u202c",
    "isolate": "\u2067",
    "end of isolate": "\u2069",
    "soft hyphen": "\u00ad",
    "variation selector": "\ufe0f",
}
SPACES_OF_ALL_KINDS = {
    "em space": "\u2003",
    "thin space": "\u2009",
    "no-break space": "\u00a0",
    "narrow no-break space": "\u202f",
    "ideographic space": "\u3000",
    "figure space": "\u2007",
    "line separator": "\u2028",
    "next line": "\x85",
    "Excel's carriage return": "_x000D_",
    "Excel's line feed": "_x000a_",
    "tab": "\t",
}


@pytest.mark.parametrize("mark", UNSEEN_ONES.values(), ids=UNSEEN_ONES)
def test_what_nobody_sees_changes_nothing(mark):
    assert plain_name(f"{mark}par{mark}ty{mark}") == "party"
    assert read_code(f"annual{mark} report{mark}").value == "annual_report"
    assert read_item(f"{mark}cop{mark}-4").value == "cop-4"
    assert read_date(f"2016-{mark}12-31{mark}").value == "2016-12-31"


@pytest.mark.parametrize("space", SPACES_OF_ALL_KINDS.values(), ids=SPACES_OF_ALL_KINDS)
def test_a_space_of_any_kind_is_a_space(space):
    assert plain_name(f"{space}Received{space}on{space}") == "received on"
    assert read_code(f"{space}annual{space}report{space}").value == "annual_report"
    assert read_item(f"{space}2015{space}").value == "2015"
    assert read_date(f"{space}31{space}Dec{space}2016{space}").value == "2016-12-31"


@pytest.mark.parametrize("zero", "\u0660\u06f0\u0966\uff10\u09e6\u0e50", ids=unicodedata.name)
def test_digits_of_any_script_are_digits(zero):
    def in_script(text):
        return "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in text)

    assert plain_name(in_script("2015")) == "2015"
    assert read_item(in_script("2015")).value == "2015"
    assert read_date(in_script("2016-12-31")).value == "2016-12-31"


def test_full_width_letters_and_signs_are_the_usual_ones():
    assert plain_name("\uff30\uff41\uff52\uff54\uff59") == "party"
    assert read_code("\uff42\uff41\uff53\uff45\uff4c").value == "basel"
    assert read_item("\uff43\uff4f\uff50\uff0d\uff14").value == "cop-4"
    assert (
        read_date("\uff12\uff10\uff11\uff16\uff0f\uff11\uff12\uff0f\uff13\uff11").value
        == "2016-12-31"
    )


@pytest.mark.parametrize("dash", "\u2010\u2011\u2012\u2013\u2014\u2212")
def test_a_dash_is_a_hyphen(dash):
    assert read_item(f"cop{dash}4").value == "cop-4"
    assert read_date(f"2016{dash}12{dash}31").value == "2016-12-31"


def test_accents_are_composed_and_letter_case_stays():
    assert folded("Re\u0301union") == "R\u00e9union"


def test_a_superscript_or_a_circled_number_is_no_digit():
    assert folded("2016\u00b2") == "2016\u00b2"
    assert read_item("\u2460").value == "\u2460"


@pytest.mark.parametrize("character", "\u202d\u202e\x00\x1b\ufffd")
def test_an_override_and_a_control_character_are_not_made_to_vanish(character):
    assert folded(f"K{character}EN") == f"K{character}EN"


def test_an_underscore_that_escapes_nothing_stays():
    assert folded("cop_x4_") == "cop_x4_"
    assert folded("_x0041_") == "_x0041_"


def test_of_free_text_only_what_stands_around_it_goes():
    assert trimmed("\u200b A\u2003B \u00ad") == "A\u2003B"


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@given(st.text(alphabet=SPACES, max_size=20))
def test_characters_without_a_meaning_alone_are_a_blank_cell(text):
    assert folded(text) == trimmed(text) == ""


@given(
    st.text(alphabet=[*SPACES, "a", "_", "x", "0", "D"], max_size=8)
    | st.just("_x000D_ \u200b_x000a_")
)
def test_a_cell_is_blank_where_nothing_is_left_of_it(text):
    blank = pl.Series([text]).str.contains(BLANK_CELL).item()
    assert blank == (folded(text) == "")


def test_no_character_is_both_a_space_and_nothing():
    assert not set(BLANK) & set(UNSEEN)
    assert not [c for c in SPACES if c.isalnum() and unicodedata.category(c) != "Lo"]
