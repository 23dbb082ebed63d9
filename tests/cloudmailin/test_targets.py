"""Where mail may be posted: public https addresses without credentials, in one canonical form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudmailin import targets
from cloudmailin.targets import InvalidTarget

CANONICAL = {
    "https://app.example.com": "https://app.example.com/",
    "  https://app.example.com/in?a=1&b=2 ": "https://app.example.com/in?a=1&b=2",
    "HTTPS://App.Example.COM:443/In": "https://app.example.com/In",
    "https://app.example.com:8443/in#part": "https://app.example.com:8443/in",
    "https://bücher.example.com/größe": "https://xn--bcher-kva.example.com/gr%C3%B6%C3%9Fe",
    "https://app.example.com./in": "https://app.example.com/in",
    "https://app.example.com/100%25": "https://app.example.com/100%25",
}


@pytest.mark.parametrize(("typed", "target"), CANONICAL.items())
def test_a_target_has_one_form(typed: str, target: str) -> None:
    assert targets.parse(typed) == target
    assert targets.parse(target) == target


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter the web address"),
        ("app.example.com/in", "https://"),
        ("http://app.example.com/in", "https://"),
        ("ftp://app.example.com/", "https://"),
        ("javascript:alert(1)", "https://"),
        ("https://user:secret@app.example.com/", "authorization header"),
        ("https://user@app.example.com/", "authorization header"),
        ("https://@app.example.com/", "authorization header"),
        ("https://app.example.com:99999/", "web address"),
        ("https://app.example.com:port/", "web address"),
        ("https://[::1/", "web address"),
        ("https://app.example.com/a b", "space"),
        ("https://app.example.com\\@evil.example.com/", "character"),
        ("https://app.example.com/\nx", "space"),
        ("https:///in", "host name"),
        ("https://localhost/", "host name"),
        ("https://app.localhost/", "host name"),
        ("https://127.0.0.1/", "host name"),
        ("https://127.1/", "host name"),
        ("https://2130706433/", "host name"),
        ("https://0x7f000001/", "host name"),
        ("https://0177.0.0.1/", "host name"),
        ("https://[::1]/", "host name"),
        ("https://[::ffff:10.0.0.1]/", "host name"),
        ("https://8.8.8.8/", "host name"),
        ("https://169.254.169.254/latest", "host name"),
        ("https://printer.local/", "host name"),
        ("https://metadata.google.internal/", "host name"),
        ("https://intranet/", "host name"),
        ("https://app.reseller.test/", "host name"),
        ("https://app.example.com/" + "a" * 500, "500"),
    ],
)
def test_what_is_no_public_https_address_is_refused_with_a_reason(typed: str, says: str) -> None:
    with pytest.raises(InvalidTarget, match=says):
        targets.parse(typed)


@pytest.mark.parametrize(
    "typed", ["http://127.0.0.1:8001/in", "http://[::1]:8001/in", "http://localhost/in", "https://app.test/"]
)
def test_in_development_any_host_will_do(typed: str) -> None:
    assert targets.parse(typed, allow_private=True) == typed


def test_test_domains_are_taken_where_they_are_allowed() -> None:
    assert targets.parse("https://app.reseller.test/in", allow_test=True) == "https://app.reseller.test/in"


@given(st.text(max_size=60), st.booleans())
def test_no_text_makes_it_stumble_and_what_it_takes_stays_as_it_is(text: str, private: bool) -> None:
    for typed in (text, f"https://{text}", f"https://app.example.com/{text}"):
        try:
            target = targets.parse(typed, allow_private=private)
        except InvalidTarget:
            continue
        assert targets.parse(target, allow_private=private) == target
