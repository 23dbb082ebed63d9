"""Every text of pages and mails is there in each language, whole, and compiled as it stands."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
LANGUAGES = ["de", "es"]
CALLS = frozenset(
    {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "npgettext"}
)
IN_TEMPLATE = re.compile(r"""(?<!\w)(?:n?gettext|_)\(\s*(u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))""")
HOLES = re.compile(r"%\(\w+\)s|\{\w*\}|</?\w+[^>]*>|\bv=\w+|\bp=\w*")
"""What is filled in, markup, and pieces of records that nobody may translate."""


def in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) in CALLS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def in_template(path: Path) -> Iterator[str]:
    for literal in IN_TEMPLATE.findall(templatize(path.read_text())):
        yield ast.literal_eval(literal)


def texts() -> set[str]:
    """Of all but the console, which speaks English, save for what it shows of a brand's pages."""
    code = [path for each in ("portal", "tenants", "cloudmailin") for path in (ROOT / each).rglob("*.py")]
    pages = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    pages = [path for path in pages if not {"admin", "unfold"} & set(path.parts)]
    found = {text for path in code if "console" not in path.parts for text in in_python(path)}
    return found | {text for path in pages for text in in_template(path)}


def of(language: str) -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))


def written(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Each text with its translation, those for one and for many."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_its_translation(language: str) -> None:
    done = {entry.msgid for entry in of(language).translated_entries()}
    assert len(done) > 1000
    assert sorted(texts() - done) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_is_a_guess_or_without_its_like_in_the_product(language: str) -> None:
    entries = of(language)
    assert [entry.msgid for entry in entries if "fuzzy" in entry.flags] == []
    assert sorted({entry.msgid for entry in entries} - texts()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_and_the_markup_stay(language: str) -> None:
    pairs = [pair for entry in of(language) for pair in written(entry)]
    assert [pair for pair in pairs if sorted(HOLES.findall(pair[0])) != sorted(HOLES.findall(pair[1]))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_is_that_of_the_written_one(language: str) -> None:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in of(language):
        found = [compiled.gettext(entry.msgid)]
        if entry.msgid_plural:
            found = [compiled.ngettext(entry.msgid, entry.msgid_plural, count) for count in (1, 2)]
        assert found == [translation for _, translation in written(entry)]


def test_people_choose_among_those_that_are_there() -> None:
    assert {code.partition("-")[0] for code, _ in settings.LANGUAGES} == {"en", *LANGUAGES}
