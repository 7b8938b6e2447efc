"""Every text is there in every language, with the same placeholders; no code asks for a text that is not there."""

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

import blendwise
from blendwise import language
from blendwise.errors import UserError, unknown_name
from blendwise.language import LANGUAGES, has, keys, plural, say

SOURCE = Path(blendwise.__file__).parent
TEXTS = Path(language.__file__).parent


def texts(code):
    return {key: language._texts(code)[key] for key in keys(code)}


def placeholders(text):
    parts = text if isinstance(text, list) else [text]
    return {
        (name, spec)
        for part in parts
        for _, name, spec, _ in string.Formatter().parse(str(part))
        if name is not None
    }


OTHERS = [code for code in LANGUAGES if code != "en"]


@pytest.mark.parametrize("code", OTHERS)
def test_the_files_are_the_same(code):
    assert {p.relative_to(TEXTS / code) for p in (TEXTS / code).rglob("*.toml")} == {
        p.relative_to(TEXTS / "en") for p in (TEXTS / "en").rglob("*.toml")
    }


@pytest.mark.parametrize("code", OTHERS)
def test_the_keys_are_the_same(code):
    assert set(keys(code)) == set(keys("en"))


@pytest.mark.parametrize("code", OTHERS)
def test_the_placeholders_are_the_same(code):
    english = texts("en")
    different = {
        key: (placeholders(text), placeholders(english[key]))
        for key, text in texts(code).items()
        if key in english and placeholders(text) != placeholders(english[key])
    }
    assert different == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_key_is_written_twice_across_files(code):
    seen = []
    for file in (TEXTS / code).rglob("*.toml"):
        prefix = ".".join(file.relative_to(TEXTS / code).with_suffix("").parts)
        seen += language._flat(prefix, tomllib.loads(file.read_text(encoding="utf-8")))
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_form_of_a_number_is_known_and_every_plural_has_its_last_form(code):
    known = {*language._SPECS, ""}
    unknown = {
        (key, spec)
        for key, text in texts(code).items()
        for _, spec in placeholders(text)
        if spec not in known
    }
    assert unknown == set()
    for key in keys(code):
        stem, _, form = key.rpartition(".")
        assert form != "one" or has(f"{stem}.other", code), key


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_space_stands_before_a_percent_sign(code):
    spaced = re.compile(r"[\d}][\s\u00a0\u202f]%")
    assert {key: text for key, text in texts(code).items() if spaced.search(str(text))} == {}


def test_dutch_says_je_and_never_please():
    words = {key: f" {str(text).casefold()} " for key, text in texts("nl").items()}
    for key, text in words.items():
        for word in (" u ", " uw ", "gelieve", "dienen te", "middels", "omtrent"):
            assert word not in text, key


def calls_of(*names):
    """Find the calls of functions with these names in the source: (file, function, first argument, second)."""
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", None)) in names
            ):
                yield file, node


def constant(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def test_every_error_has_its_sentence():
    codes = {c for _, node in calls_of("UserError") if node.args and (c := constant(node.args[0]))}
    assert len(codes) > 30
    assert {code for code in codes if not has(f"errors.{code}", "en")} == set()


def test_an_error_gets_the_values_that_its_sentence_needs():
    lacking = {}
    for file, node in calls_of("UserError"):
        code = node.args and constant(node.args[0])
        if not code or any(keyword.arg is None for keyword in node.keywords):
            continue
        needed = {name.partition(".")[0] for name, _ in placeholders(say_raw(f"errors.{code}"))}
        if missing := needed - {keyword.arg for keyword in node.keywords}:
            lacking[f"{file.name}:{node.lineno}"] = missing
    assert lacking == {}


def say_raw(key):
    return language._texts("en")[key]


def test_every_kind_of_name_has_its_word():
    kinds = {
        k for _, node in calls_of("unknown_name") if len(node.args) > 1 and (k := constant(node.args[1]))
    }
    assert {kind for kind in kinds if not has(f"kinds.{kind}", "en")} == set()


def test_every_text_asked_for_by_its_whole_key_exists():
    calls = (node for _, node in calls_of("say") if isinstance(node.func, ast.Name) and node.args)
    asked = {key for node in calls if (key := constant(node.args[0]))}
    assert len(asked) > 50
    assert {key for key in asked if not has(key, "en")} == set()


class TestErrors:
    def test_the_sentence_is_in_the_language_asked_and_str_is_english(self):
        error = UserError("general.not-found", path="x.csv")
        assert error.sentence("nl").startswith("x.csv bestaat niet.")
        assert str(error) == error.sentence("en")

    def test_an_unknown_name_lists_the_known_ones_and_the_nearest(self):
        error = unknown_name("Scalde", "institution", ["Scalda", "Yuverta"])
        assert error.sentence("en") == (
            "‘Scalde’ is not known as an institution. There are: Scalda, Yuverta. Do you mean ‘Scalda’?"
        )

    def test_where_none_is_near_none_is_named(self):
        wrong = unknown_name("ROC Niemand", "institution", ["Scalda", "Yuverta"])
        assert wrong.sentence("en").endswith("Choose from: Scalda, Yuverta.")
        assert wrong.sentence("nl").endswith("Kies uit: Scalda, Yuverta.")

    def test_case_does_not_make_a_name_less_near(self):
        assert "‘Scalda’?" in unknown_name("SCALDE", "institution", ["Scalda"]).sentence("en")

    def test_a_long_list_is_cut_off(self):
        assert unknown_name("x", "call", map(str, range(100))).sentence("nl").count(",") == 40


def test_a_missing_text_is_a_fault_of_ours():
    with pytest.raises(KeyError):
        say("no.such.text", "en")
    with pytest.raises(KeyError):
        say("errors.general.not-found", "nl")


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "0 kalenderdagen"), (1, "1 kalenderdag"), (2, "2 kalenderdagen"), (1500, "1.500 kalenderdagen")],
)
def test_plural_picks_the_form_that_there_is(n, said):
    assert plural("format.days", n, "nl") == said
