"""What a person may type for a domain, and what the product makes of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cloudmailin.models.domain import A_LABEL_NAME
from tenants import names
from tenants.names import InvalidName, NameProblem

LABEL_63, LABEL_64 = "a" * 63, "a" * 64
NAME_253 = f"{LABEL_63}.{LABEL_63}.{LABEL_63}.{'b' * 57}.com"
NAME_254 = f"{LABEL_63}.{LABEL_63}.{LABEL_63}.{'b' * 58}.com"

UNDERSTOOD = {
    "example.com": "example.com",
    "Example.COM": "example.com",
    "  example.com\t\n": "example.com",
    "example.com.": "example.com",
    "www.example.com": "www.example.com",
    "www.co.uk": "www.co.uk",
    "1.com": "1.com",
    "a-b.example.co.uk": "a-b.example.co.uk",
    "foo.github.io": "foo.github.io",
    "city.kobe.jp": "city.kobe.jp",
    f"{LABEL_63}.com": f"{LABEL_63}.com",
    NAME_253: NAME_253,
    f"{NAME_253}.": NAME_253,
    "münchen.de": "xn--mnchen-3ya.de",
    "MÜNCHEN.de": "xn--mnchen-3ya.de",
    "mu\u0308nchen.de": "xn--mnchen-3ya.de",
    "XN--MNCHEN-3YA.de": "xn--mnchen-3ya.de",
    "straße.de": "xn--strae-oqa.de",
    "STRASSE.de": "strasse.de",
    "пример.рф": "xn--e1afmkfd.xn--p1ai",
    "l·l.cat": "xn--ll-0ea.cat",
    "例え。jp": "xn--r8jz45g.jp",
    "example。com": "example.com",
    "example.com。": "example.com",
    "example.com．": "example.com",
    "example｡com｡": "example.com",
    "ｅｘａｍｐｌｅ．ｃｏｍ": "example.com",
    "exa\u200bmple.com": "example.com",
    "example.com.\u200b": "example.com",
    "\ufeffexample.com": "example.com",
    "exa\u00admple.com": "example.com",
    "EXAMPLE.COM.": "example.com",
    "example.com\u2028": "example.com",
    "xn--mnchen-3ya.de.": "xn--mnchen-3ya.de",
    "Bücher.example.com": "xn--bcher-kva.example.com",
    "BU\u0308CHER.de": "xn--bcher-kva.de",
    "faß.de": "xn--fa-hia.de",
    "Fass.de": "fass.de",
    "βόλος.com": "xn--nxasmm1c.com",
    "ΒΌΛΟΣ.com": "xn--nxasmq6b.com",
    "привет.com": "xn--b1agh1afp.com",
    "ПРИВЕТ.com": "xn--b1agh1afp.com",
    "日本語.jp": "xn--wgv71a119e.jp",
    "ドメイン.jp": "xn--eckwd4c7c.jp",
    "ﾄﾞﾒｲﾝ.jp": "xn--eckwd4c7c.jp",
    "한국.kr": "xn--3e0b707e.kr",
    "中文.com": "xn--fiq228c.com",
    "café.fr": "xn--caf-dma.fr",
    "cafe\u0301.fr": "xn--caf-dma.fr",
    "ﬁsh.com": "fish.com",
    "①.com": "1.com",
    "ⅷ.com": "viii.com",
    "Å.com": "xn--5ca.com",
    "å.com": "xn--5ca.com",
    "ŀl.cat": "xn--ll-0ea.cat",
    "аpple.com": "xn--pple-43d.com",
    "gооgle.com": "xn--ggle-55da.com",
    "раураl.com": "xn--l-7sba6dbr.com",
    "example.рф": "example.xn--p1ai",
    "exa\u2060mple.com": "example.com",
    "exa\ufe0fmple.com": "example.com",
    "\u200bexample.com\u200b": "example.com",
    "a.b.c.d.e.f.example.com": "a.b.c.d.e.f.example.com",
    "1and1.com": "1and1.com",
    "007.com": "007.com",
    "0.com": "0.com",
    "a.co": "a.co",
    "x-1.example.com": "x-1.example.com",
    "in.xn--mnchen-3ya.de": "in.xn--mnchen-3ya.de",
    "foo.blogspot.com": "foo.blogspot.com",
    "shop.myshopify.com": "shop.myshopify.com",
    "www.ck": "www.ck",
}

WITH_A_STAR = {
    "*.example.com": "*.example.com",
    " *.Example.COM. ": "*.example.com",
    "*.münchen.de": "*.xn--mnchen-3ya.de",
    "*.in.example.co.uk": "*.in.example.co.uk",
    "*.shop.github.io": "*.shop.github.io",
    "*.com": NameProblem.SINGLE_LABEL,
    "*.co.uk": NameProblem.PUBLIC_SUFFIX,
    "*.github.io": NameProblem.SHARED_HOST,
    "*.": NameProblem.EMPTY,
    "*": NameProblem.WILDCARD,
    "*.*": NameProblem.WILDCARD,
    "*.*.example.com": NameProblem.WILDCARD,
    "**.example.com": NameProblem.WILDCARD,
    "*a.example.com": NameProblem.WILDCARD,
    "a*.example.com": NameProblem.WILDCARD,
    "mail.*.example.com": NameProblem.WILDCARD,
    "example.*": NameProblem.WILDCARD,
    "*example.com": NameProblem.WILDCARD,
    "*..example.com": NameProblem.EMPTY_LABEL,
    "*.-example.com": NameProblem.HYPHEN,
    "*._dmarc.example.com": NameProblem.UNDERSCORE,
    "*.192.0.2.1": NameProblem.IP_ADDRESS,
    "＊.example.com": NameProblem.CHARACTERS,
    f"*.{NAME_253}": NameProblem.TOO_LONG,
    f"*.{NAME_253[2:]}": f"*.{NAME_253[2:]}",
}

REFUSED = {
    "": NameProblem.EMPTY,
    " \t\n": NameProblem.EMPTY,
    "exa mple.com": NameProblem.SPACES,
    "example.com example.org": NameProblem.SPACES,
    "exam\u00a0ple.com": NameProblem.SPACES,
    "http://": NameProblem.URL,
    "http://localhost/": NameProblem.URL,
    "https://192.0.2.1/": NameProblem.URL,
    "http://[2001:db8::1]/": NameProblem.URL,
    "ftp://co.uk/": NameProblem.URL,
    "192.0.2.1:53": NameProblem.URL,
    "@": NameProblem.EMAIL,
    "me@localhost": NameProblem.EMAIL,
    "192.0.2.1": NameProblem.IP_ADDRESS,
    "192.0.2.1.": NameProblem.IP_ADDRESS,
    "[192.0.2.1]": NameProblem.IP_ADDRESS,
    "１９２.0.2.1": NameProblem.IP_ADDRESS,
    "1.2.3.4.5": NameProblem.IP_ADDRESS,
    "2001:db8::1": NameProblem.IP_ADDRESS,
    "[2001:db8::1]": NameProblem.IP_ADDRESS,
    "fe80::1%eth0": NameProblem.IP_ADDRESS,
    "*": NameProblem.WILDCARD,
    "*.co.uk": NameProblem.WILDCARD,
    "*.*.example.com": NameProblem.WILDCARD,
    "*example.com": NameProblem.WILDCARD,
    "mail.*.example.com": NameProblem.WILDCARD,
    "_dmarc.example.com": NameProblem.UNDERSCORE,
    "my_shop.example.com": NameProblem.UNDERSCORE,
    "a" * 300: NameProblem.TOO_LONG,
    "a." * 150 + "com": NameProblem.TOO_LONG,
    "ü." * 400 + "com": NameProblem.TOO_LONG,
    NAME_254: NameProblem.TOO_LONG,
    f"{LABEL_64}.com": NameProblem.LABEL_TOO_LONG,
    "ü" * 60 + ".de": NameProblem.LABEL_TOO_LONG,
    ".": NameProblem.EMPTY_LABEL,
    "。": NameProblem.EMPTY_LABEL,
    ".example.com": NameProblem.EMPTY_LABEL,
    "example..com": NameProblem.EMPTY_LABEL,
    "example.com..": NameProblem.EMPTY_LABEL,
    "example.\u200b.com": NameProblem.EMPTY_LABEL,
    "-example.com": NameProblem.HYPHEN,
    "example-.com": NameProblem.HYPHEN,
    "mail.-example.com": NameProblem.HYPHEN,
    "-\u200b.com": NameProblem.HYPHEN,
    "ab--cd.com": NameProblem.HYPHEN,
    "xn--example-.com": NameProblem.CHARACTERS,
    "xn--a.com": NameProblem.CHARACTERS,
    "xn--zzzzzzzz99999.com": NameProblem.CHARACTERS,
    "xn--ls8h.la": NameProblem.CHARACTERS,
    "💩.la": NameProblem.CHARACTERS,
    "☃.com": NameProblem.CHARACTERS,
    "exa\u200dmple.com": NameProblem.CHARACTERS,
    "\u202eexample.com": NameProblem.CHARACTERS,
    "example,com": NameProblem.CHARACTERS,
    "<example.com>": NameProblem.CHARACTERS,
    "example.com\x00": NameProblem.CHARACTERS,
    "example.com%00": NameProblem.CHARACTERS,
    "a‿b.com": NameProblem.CHARACTERS,
    "example＿shop.com": NameProblem.CHARACTERS,
    "example\ud800.com": NameProblem.CHARACTERS,
    "com": NameProblem.SINGLE_LABEL,
    "localhost": NameProblem.SINGLE_LABEL,
    "shop.localhost": NameProblem.SPECIAL_USE,
    "shop.test": NameProblem.SPECIAL_USE,
    "shop.example": NameProblem.SPECIAL_USE,
    "shop.internal": NameProblem.SPECIAL_USE,
    "shop.onion": NameProblem.SPECIAL_USE,
    "2.0.192.in-addr.arpa": NameProblem.SPECIAL_USE,
    "example.notatld": NameProblem.UNKNOWN_ENDING,
    "例え.テスト": NameProblem.UNKNOWN_ENDING,
    "co.uk": NameProblem.PUBLIC_SUFFIX,
    "shop.ck": NameProblem.PUBLIC_SUFFIX,
    "公司.cn": NameProblem.PUBLIC_SUFFIX,
    "github.io": NameProblem.SHARED_HOST,
    "s3.amazonaws.com": NameProblem.SHARED_HOST,
    "blogspot.com": NameProblem.SHARED_HOST,
    "myshopify.com": NameProblem.SHARED_HOST,
    "herokuapp.com": NameProblem.SHARED_HOST,
    "ac.uk": NameProblem.PUBLIC_SUFFIX,
    "kobe.jp": NameProblem.PUBLIC_SUFFIX,
    "foo.kobe.jp": NameProblem.PUBLIC_SUFFIX,
    "xn--p1ai": NameProblem.SINGLE_LABEL,
    "公司.香港": NameProblem.PUBLIC_SUFFIX,
    "CO.UK.": NameProblem.PUBLIC_SUFFIX,
    "ｃｏ．ｕｋ": NameProblem.PUBLIC_SUFFIX,
    "shop.invalid": NameProblem.SPECIAL_USE,
    "shop.local": NameProblem.SPECIAL_USE,
    "shop.lan": NameProblem.SPECIAL_USE,
    "shop.home": NameProblem.SPECIAL_USE,
    "shop.alt": NameProblem.SPECIAL_USE,
    "home.arpa": NameProblem.SPECIAL_USE,
    "shop.home.arpa": NameProblem.SPECIAL_USE,
    "example.com,example.org": NameProblem.CHARACTERS,
    "example.com;": NameProblem.CHARACTERS,
    "example.com|id": NameProblem.CHARACTERS,
    "'example.com'": NameProblem.CHARACTERS,
    "example$.com": NameProblem.CHARACTERS,
    "exa\\mple.com": NameProblem.CHARACTERS,
    "{{7*7}}.com": NameProblem.WILDCARD,
    "exa\u200cmple.com": NameProblem.CHARACTERS,
    "a\u0308.com\u0308": NameProblem.UNKNOWN_ENDING,
    "\u0308a.com": NameProblem.CHARACTERS,
    "xn--.com": NameProblem.CHARACTERS,
    "xn--abc.com": NameProblem.CHARACTERS,
    "xn--a-ecp.ru": NameProblem.CHARACTERS,
    "xn--abc-.com": NameProblem.CHARACTERS,
    "XN--EXAMPLE-.com": NameProblem.CHARACTERS,
    "0x7f.1": NameProblem.IP_ADDRESS,
    "127.1": NameProblem.IP_ADDRESS,
    "2130706433": NameProblem.SINGLE_LABEL,
    "::": NameProblem.IP_ADDRESS,
    "::ffff:192.0.2.1": NameProblem.IP_ADDRESS,
    "example.com\nexample.org": NameProblem.SPACES,
    "a_b.com": NameProblem.UNDERSCORE,
    "_._.com": NameProblem.UNDERSCORE,
    "--.com": NameProblem.HYPHEN,
    "-.com": NameProblem.HYPHEN,
    "a.-b-.com": NameProblem.HYPHEN,
    "zz--zz.com": NameProblem.HYPHEN,
    f"{LABEL_64}.example.com": NameProblem.LABEL_TOO_LONG,
    f"in.{LABEL_64}.com": NameProblem.LABEL_TOO_LONG,
    "..": NameProblem.EMPTY_LABEL,
    "...com": NameProblem.EMPTY_LABEL,
    "example.com...": NameProblem.EMPTY_LABEL,
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿.com": NameProblem.CHARACTERS,
    "ا1a.com": NameProblem.CHARACTERS,
    "٠۰.com": NameProblem.CHARACTERS,
    "・.jp": NameProblem.CHARACTERS,
    "l·a.cat": NameProblem.CHARACTERS,
}

SUGGESTED = {
    "https://example.com/": (NameProblem.URL, "example.com"),
    "HTTPS://EXAMPLE.COM": (NameProblem.URL, "example.com"),
    "http://www.example.com/path?q=1#top": (NameProblem.URL, "example.com"),
    "https://user:pw@shop.example.org:8443/x": (NameProblem.URL, "shop.example.org"),
    "https://example.com/@someone": (NameProblem.URL, "example.com"),
    "https://example.com/?to=me@example.org": (NameProblem.URL, "example.com"),
    "example.com/?next=https://example.org/": (NameProblem.URL, "example.com"),
    "//example.com/x": (NameProblem.URL, "example.com"),
    "example.com:25": (NameProblem.URL, "example.com"),
    "https://münchen.de/": (NameProblem.URL, "xn--mnchen-3ya.de"),
    "https://www.com/": (NameProblem.URL, "www.com"),
    "mailto:me@example.com?subject=x": (NameProblem.URL, "example.com"),
    "me@example.com": (NameProblem.EMAIL, "example.com"),
    "Me <me@shop.example.com>": (NameProblem.EMAIL, "shop.example.com"),
    "@example.com": (NameProblem.EMAIL, "example.com"),
    "*.example.com": (NameProblem.WILDCARD, "example.com"),
}


def understood(typed: str, *, allow_test: bool = False) -> str | None:
    try:
        return names.parse(typed, allow_test=allow_test)
    except InvalidName:
        return None


def refusal(typed: str, *, allow_test: bool = False) -> InvalidName:
    with pytest.raises(InvalidName) as caught:
        names.parse(typed, allow_test=allow_test)
    return caught.value


@pytest.mark.parametrize(("typed", "canonical"), UNDERSTOOD.items())
def test_it_brings_a_name_into_its_canonical_form(typed: str, canonical: str) -> None:
    assert names.parse(typed) == canonical


@pytest.mark.parametrize(("typed", "problem"), REFUSED.items())
def test_it_refuses_what_is_no_name_to_attach_and_suggests_nothing(typed: str, problem: NameProblem) -> None:
    refused = refusal(typed)
    assert (refused.code, refused.suggestion) == (problem, None)


@pytest.mark.parametrize(("typed", "expected"), WITH_A_STAR.items())
def test_it_takes_a_star_for_the_whole_first_part_where_that_is_allowed(
    typed: str, expected: str | NameProblem
) -> None:
    if isinstance(expected, NameProblem):
        with pytest.raises(InvalidName) as caught:
            names.parse(typed, allow_wildcard=True)
        assert caught.value.code is expected
    else:
        assert names.parse(typed, allow_wildcard=True) == expected
        assert re.match(A_LABEL_NAME, expected)


def test_there_are_two_hundred_tricky_names() -> None:
    assert len({*UNDERSTOOD, *REFUSED, *WITH_A_STAR, *SUGGESTED}) >= 200


@pytest.mark.parametrize(("typed", "expected"), SUGGESTED.items())
def test_it_suggests_the_name_inside_an_address(typed: str, expected: tuple[NameProblem, str]) -> None:
    refused = refusal(typed)
    assert (refused.code, refused.suggestion) == expected


def test_it_has_a_sentence_and_an_example_here_for_every_problem() -> None:
    shown = {*REFUSED.values(), *(problem for problem, _ in SUGGESTED.values())}
    assert shown == set(NameProblem)
    assert all(InvalidName(problem).message.endswith(".") for problem in NameProblem)


def test_it_takes_test_names_only_where_they_are_allowed() -> None:
    assert names.parse("shop.test", allow_test=True) == "shop.test"
    assert refusal("https://shop.test/", allow_test=True).suggestion == "shop.test"
    assert refusal("https://shop.test/").suggestion is None
    assert refusal("test", allow_test=True).code is NameProblem.SINGLE_LABEL
    assert refusal("shop.example", allow_test=True).code is NameProblem.SPECIAL_USE


PARTS = [
    "example",
    "com",
    "co.uk",
    "test",
    "github.io",
    "xn--",
    "xn--mnchen-3ya",
    "ü",
    "ß",
    "💩",
    "\u200b",
    "。",
]
MARKS = [
    ".",
    "-",
    "@",
    "*.",
    "_",
    "/",
    "://",
    ":",
    "?",
    "#",
    "[",
    "]",
    "<",
    ">",
    " ",
    "www.",
    "192.0.2.1",
    "::1",
]
ANY_TEXT = st.text(st.characters(exclude_categories=()))
TYPED = st.one_of(ANY_TEXT, st.lists(st.one_of(st.sampled_from(PARTS + MARKS), ANY_TEXT)).map("".join))


@given(TYPED, st.booleans())
@example("*." * 500 + "com", False)
@example("*." * 50_000, False)
@example("@" * 50_000 + "example.com", False)
@example("[" * 50_000, False)
@example("ﷺ" * 1000, False)
def test_whatever_is_typed_is_a_canonical_name_or_an_invalid_one(typed: str, allow_test: bool) -> None:
    try:
        name = names.parse(typed, allow_test=allow_test)
    except InvalidName as refused:
        if refused.suggestion is None:
            return
        name = refused.suggestion
    assert names.parse(name, allow_test=allow_test) == name
    assert re.match(A_LABEL_NAME, name)
    assert len(name) <= 253


LABELS = st.from_regex(r"[a-z0-9]([a-z0-9]|-(?!-)){0,20}[a-z0-9]", fullmatch=True)


@given(st.lists(LABELS, max_size=5), st.sampled_from(["example.com", "example.co.uk", "foo.github.io"]))
def test_every_plain_host_name_below_a_registered_one_is_accepted(labels: list[str], above: str) -> None:
    name = ".".join([*labels, above])
    assert names.parse(name) == name
    assert understood(f" {name.upper()}. ") == name


@given(TYPED)
def test_the_form_for_display_leads_back_to_the_name(typed: str) -> None:
    if name := understood(typed, allow_test=True):
        assert understood(names.unicode(name), allow_test=True) == name


def test_the_form_for_display_is_in_its_own_script() -> None:
    assert names.unicode("xn--mnchen-3ya.de") == "münchen.de"
    assert names.unicode("xn--a.com") == "xn--a.com"


@pytest.mark.parametrize(
    ("name", "registered"),
    [
        ("a.b.example.co.uk", "example.co.uk"),
        ("example.com", "example.com"),
        ("shop.foo.github.io", "foo.github.io"),
        ("mail.shop.test", "shop.test"),
        ("co.uk", None),
        ("com", None),
    ],
)
def test_the_registrable_name_is_one_label_below_the_public_suffix(name: str, registered: str | None) -> None:
    assert names.registrable(name) == registered


def test_the_names_above_come_nearest_first_and_end_below_the_top() -> None:
    assert list(names.ancestors("a.b.example.com")) == ["b.example.com", "example.com"]
    assert list(names.ancestors("example.com")) == []


def test_a_name_is_below_another_at_a_dot_only() -> None:
    assert names.is_below("mail.example.com", "example.com")
    assert not names.is_below("bad-example.com", "example.com")
    assert not names.is_below("example.com", "example.com")
