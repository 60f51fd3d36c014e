"""Which submission a title names; every line is one title."""

import pytest

from sdg1241 import Rules
from sdg1241.imports import Mapping
from sdg1241.imports.phrases import plain, stands_in, words
from sdg1241.imports.titles import read_titles

CERTAIN = [
    ("reports", "basel", "Kenya: National Report for the year 2018", "annual_report", ["2018"]),
    ("reports", "basel", "RAPPORT NATIONAL - 2018", "annual_report", ["2018"]),
    ("reports", "basel", "Informe nacional (año 2018)", "annual_report", ["2018"]),
    ("reports", "basel", "Informe nacional 2018", "annual_report", ["2018"]),
    ("reports", "montreal", "Article 7 data report for 2019", "article_7_report", ["2019"]),
    ("reports", "montreal", "Données annuelles 2019 (article 7)", "article_7_report", ["2019"]),
    ("reports", "montreal", "Système d\u2019octroi de licences", "licensing_system", [""]),
    ("reports", "stockholm", "Fourth national report (2014-2018)", "national_report", ["4"]),
    ("reports", "stockholm", "National report 2022", "national_report", ["5"]),
    ("reports", "stockholm", "Troisième rapport national", "national_report", ["3"]),
    ("reports", "stockholm", "Quinto informe nacional, 2022", "national_report", ["5"]),
    ("reports", "minamata", "First short national report", "national_report", ["2019-short"]),
    ("reports", "minamata", "Full national report, 2021", "national_report", ["2021-full"]),
    ("reports", "minamata", "Premier rapport complet", "national_report", ["2021-full"]),
    ("reports", "minamata", "Informe nacional abreviado 2023", "national_report", ["2023-short"]),
    ("reports", "rotterdam", "Import response: Methyl-parathion", "import_response", ["methyl-parathion"]),
    ("reports", "rotterdam", "Import response - Parathion", "import_response", ["parathion"]),
    ("reports", "rotterdam", "Réponse d'importation, CAS 116-06-3", "import_response", ["aldicarb"]),
    ("plans", "stockholm", "NATIONAL IMPLEMENTATION PLAN (NIP)", "implementation_plan", [""]),
    ("plans", "stockholm", "Plan national de mise en oeuvre", "implementation_plan", [""]),
    ("plans", "stockholm", "Plan National de Mise en oeuvre (PNM)", "implementation_plan", [""]),
    ("plans", "stockholm", "Plano Nacional de Implementação", "implementation_plan", [""]),
    ("plans", "stockholm", "Национальный план выполнения", "implementation_plan", [""]),
    ("plans", "stockholm", "خطة التنفيذ الوطنية لاتفاقية استكهولم", "implementation_plan", [""]),
    ("plans", "stockholm", "خُطَّةُ التنفيذ الوطنية", "implementation_plan", [""]),
    ("plans", "stockholm", "斯德哥尔摩公约国家实施计划", "implementation_plan", [""]),
    ("plans", "stockholm", "中华人民共和国履行《斯德哥尔摩公约》国家实施计划", "implementation_plan", [""]),
    ("plans", "stockholm", "国家实施计划更新 (COP-4, COP-5)", "implementation_plan_update", ["cop-4", "cop-5"]),
    ("plans", "stockholm", "تحديث خطة التنفيذ الوطنية (COP-6)", "implementation_plan_update", ["cop-6"]),
    ("plans", "stockholm", "Updated NIP for COP-4, COP.5 and COP 6 (2017)", "implementation_plan_update",
     ["cop-4", "cop-5", "cop-6"]),
    ("plans", "stockholm", "Mise à jour du PNM : amendement CdP-8", "implementation_plan_update", ["cop-8"]),
    ("plans", "stockholm", "Actualización del PNA, COP-11", "implementation_plan_update", ["cop-11"]),
]  # fmt: skip

UNCERTAIN = [
    ("reports", "basel", "National report", "informea-no-item"),
    ("reports", "basel", "National report 2017/2018", "informea-ambiguous-title"),
    ("reports", "basel", "National report 20178", "informea-no-item"),
    ("reports", "basel", "Национальный доклад 2018", "informea-unknown-title"),
    ("reports", "basel", "Transnational reports 2018", "informea-unknown-title"),
    ("reports", "montreal", "Article 7 and licensing system 2018", "informea-unknown-title"),
    ("reports", "stockholm", "Third national report, 2018", "informea-ambiguous-title"),
    ("reports", "stockholm", "National report 2014-2018", "informea-ambiguous-title"),
    ("reports", "stockholm", "National report 2016", "informea-no-item"),
    ("reports", "minamata", "National report 2021", "informea-unknown-title"),
    ("reports", "minamata", "Short report 2021", "informea-no-item"),
    (
        "reports",
        "rotterdam",
        "Import response: Tributyltin compounds",
        "informea-ambiguous-title",
    ),
    ("reports", "rotterdam", "Import response: cyanide", "informea-no-item"),
    ("plans", "stockholm", "Updated NIP 2017", "informea-no-item"),
    ("plans", "stockholm", "Updated NIP, COP-4 to COP-7", "informea-ambiguous-title"),
    ("plans", "stockholm", "Updated NIP, COP-4\u2013COP-7", "informea-ambiguous-title"),
    ("plans", "stockholm", "Updated NIP, COP-4, 5 and 6", "informea-ambiguous-title"),
    ("plans", "stockholm", "Updated NIP, COP-12", "informea-no-item"),
    ("plans", "stockholm", "Segundo Plano Nacional de Implementação", "informea-unknown-title"),
    ("plans", "stockholm", "Обновленный национальный план выполнения", "informea-unknown-title"),
    ("plans", "stockholm", "خطة التنفيذ الوطنية المحدَّثة", "informea-no-item"),
    ("plans", "stockholm", "خطة التنفيذ الوطنية وتحديثها", "informea-no-item"),
    ("plans", "stockholm", "خطة التنفيذ الوطنية الثانية", "informea-unknown-title"),
    ("plans", "stockholm", "更新的国家实施计划", "informea-no-item"),
    ("plans", "stockholm", "中国第二期国家实施计划", "informea-unknown-title"),
    (
        "plans",
        "stockholm",
        "国家实施计划\uff08修订\uff0c第四至第七次缔约方大会\uff09",
        "informea-no-item",
    ),
    ("plans", "stockholm", "国家危险废物计划", "informea-unknown-title"),
    ("plans", "stockholm", "الخطة الوطنية للنفايات", "informea-unknown-title"),
    ("plans", "stockholm", "Second national implementation plan", "informea-unknown-title"),
]


def kind(feed: str) -> str | None:
    return "nip" if feed == "plans" else None


@pytest.mark.parametrize(("feed", "convention", "title", "obligation", "items"), CERTAIN)
def test_a_title_that_is_certain_names_its_item(
    rules: Rules,
    mapping: Mapping,
    feed: str,
    convention: str,
    title: str,
    obligation: str,
    items: list[str],
) -> None:
    answer = read_titles([title], feed, convention, kind(feed), mapping, rules)
    assert (answer.obligation, list(answer.items), answer.code) == (obligation, items, None)


@pytest.mark.parametrize(("feed", "convention", "title", "code"), UNCERTAIN)
def test_a_title_that_is_not_certain_is_not_guessed(
    rules: Rules, mapping: Mapping, feed: str, convention: str, title: str, code: str
) -> None:
    answer = read_titles([title], feed, convention, kind(feed), mapping, rules)
    assert (answer.code, answer.items) == (code, ())


def test_titles_in_several_languages_must_agree(rules: Rules, mapping: Mapping) -> None:
    agree = [
        "National report 2018",
        "Rapport national 2018",
        "国家报告",
    ]
    assert read_titles(agree, "reports", "basel", None, mapping, rules).items == ("2018",)
    differ = ["National report 2018", "Rapport national 2017"]
    assert read_titles(differ, "reports", "basel", None, mapping, rules).details == {
        "readings": "2017, 2018"
    }


def test_a_title_is_read_in_whatever_language_it_is_tagged(rules: Rules, mapping: Mapping) -> None:
    french = ["Plan National de Mise en oeuvre (PNM) du Burkina Faso"]
    answer = read_titles(french, "plans", "stockholm", "nip", mapping, rules)
    assert answer.obligation == "implementation_plan"


def test_two_entries_that_fit_are_ambiguous(rules: Rules, mapping: Mapping) -> None:
    both = ["First short report", "Primer informe completo"]
    assert (
        read_titles(both, "reports", "minamata", None, mapping, rules).code
        == "informea-unknown-title"
    )
    one = mapping.wordings[0]
    doubled = Mapping(**{**vars(mapping), "wordings": (one, one)})
    answer = read_titles(["National report 2018"], "reports", "basel", None, doubled, rules)
    assert answer.code == "informea-ambiguous-title"


@pytest.mark.parametrize("text", ["COP-4", "cop.4", "COP 4", "Cop4", "(COP\u00a04)"])
def test_a_phrase_is_found_however_it_is_punctuated(text: str) -> None:
    assert stands_in(["cop 4"], plain(text))


@pytest.mark.parametrize("text", ["COP-41", "COP-14", "SCOP-4", "COP four", "4 COP"])
def test_a_phrase_is_found_only_as_whole_words(text: str) -> None:
    assert not stands_in(["cop 4"], plain(text))


def test_words_are_compared_without_case_accents_and_punctuation() -> None:
    assert (
        words("Autorité  compétente (Bâle)")
        == words("AUTORITE-COMPETENTE, Bale")
        == "autorite competente bale"
    )
