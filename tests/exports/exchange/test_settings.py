from datetime import date
from pathlib import Path

import pytest

from sdg1241.errors import InputError
from sdg1241.exports.exchange import load_settings


def test_the_shipped_settings_are_the_documented_defaults() -> None:
    settings = load_settings()
    assert settings.dataflow == "IAEG-SDGs:DF_SDG_GLH(1.24)"
    assert settings.structure == "IAEG-SDGs:SDG(1.14)"
    assert settings.nature == {"country": "C", "aggregate": "N"}
    assert (settings.obs_status["normal"], settings.obs_status["changed"]) == ("A", "B")
    assert settings.obs_status["provisional"] == "P"


def test_a_file_holds_only_the_keys_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "delivery.toml"
    path.write_text(
        'last_update = 2027-03-24\n[nature]\naggregate = "G"\n[footnotes]\nbasel = "A note."\n',
        "utf-8",
    )
    settings = load_settings(path)
    assert settings.last_update == date(2027, 3, 24)
    assert settings.nature == {"country": "C", "aggregate": "G"}
    assert settings.footnotes["basel"] == "A note."
    assert settings.sender == load_settings().sender


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('sorce = "UNEP"', "sorce: unknown key"),
        ('[nature]\nworld = "N"', "nature.world: unknown key"),
        ('[fixed]\nsex = "_T"', "fixed.sex: unknown key"),
        ('last_update = "2027-03-24"', "last_update: expected a date"),
        ("last_update = 2027-03-24T00:00:00", "last_update: expected a date"),
        ("source = 5", "source: expected a str, got 5"),
        ('source = ""', "source: is empty, or has a space at an end"),
        ('source = "UNEP "', "source: is empty, or has a space at an end"),
        ('source = "two\\nlines"', "source: has a line break or control character"),
        ('sender = "UN EP"', "sender: 'UN EP' cannot be used"),
        ('[sdmx]\ndataflow_version = "latest"', "sdmx.dataflow_version: 'latest' cannot be used"),
        (
            '[obs_status]\nprovisional_when = "sometimes"',
            "obs_status.provisional_when: 'sometimes' cannot be used",
        ),
        ("[footnotes]\nbasel = 1", "footnotes.basel: expected a text, got 1"),
        ('[open_sdg.config]\n"a: b" = "c"', "open_sdg.config.a: b: unknown key"),
        ("nature = 1", "nature: expected a dict, got 1"),
        ("source =", "is not TOML in UTF-8"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "delivery.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        load_settings(path)
    assert str(refused.value).startswith(f"{path}: {message}")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "delivery.toml"
    path.write_bytes('source = "Côte"'.encode("latin-1"))
    with pytest.raises(InputError, match="is not TOML in UTF-8"):
        load_settings(path)
