"""Canonical domain names: the only home of IDNA and the public-suffix list.

The canonical form is the lower-case A-label without a final dot (UTS 46 non-transitional, IDNA 2008, RFC 5890 to 5893).
A wildcard is a canonical name with `*.` in front; the star stands for one label (CloudMailin, "Custom domains").
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import NewType

import idna
from publicsuffixlist import PublicSuffixList

DomainName = NewType("DomainName", str)

STAR = "*."
_LONGEST_NAME = 253
_LONGEST_LABEL = 63
_URL_MARK = re.compile(r"[/?#:]")
_URL_HOST = re.compile(r"(?:(?:[a-z][a-z0-9+.-]*:)?//)?(?:[^/?#]*@)?([^/?#:]*)", re.IGNORECASE)
"""The host in a web address, or in what looks like one (RFC 3986 appendix B)."""

SPECIAL_USE = frozenset(
    {"alt", "arpa", "example", "home", "internal", "invalid", "lan", "local", "localhost", "onion", "test"}
)
"""Top-level names that the public DNS does not serve (RFC 6761, RFC 6762, RFC 7686, RFC 9476, and custom)."""


class NameProblem(StrEnum):
    EMPTY = "empty"
    URL = "url"
    EMAIL = "email"
    IP_ADDRESS = "ip_address"
    SPACES = "spaces"
    WILDCARD = "wildcard"
    UNDERSCORE = "underscore"
    TOO_LONG = "too_long"
    LABEL_TOO_LONG = "label_too_long"
    EMPTY_LABEL = "empty_label"
    CHARACTERS = "characters"
    HYPHEN = "hyphen"
    SINGLE_LABEL = "single_label"
    SPECIAL_USE = "special_use"
    UNKNOWN_ENDING = "unknown_ending"
    PUBLIC_SUFFIX = "public_suffix"
    SHARED_HOST = "shared_host"


_SENTENCES: dict[NameProblem, str] = {
    NameProblem.EMPTY: "Enter a domain, for example example.com.",
    NameProblem.URL: "That is a web address. Enter only the domain, for example example.com.",
    NameProblem.EMAIL: "That is an e-mail address. Enter only the part after the @.",
    NameProblem.IP_ADDRESS: "That is an IP address. Enter a domain, for example example.com.",
    NameProblem.SPACES: "A domain has no spaces in it. Enter one domain, for example example.com.",
    NameProblem.WILDCARD: "A star can only stand for the whole first part, like *.example.com, and only for receiving.",
    NameProblem.UNDERSCORE: "A domain for mail has no underscores in it. Enter only the domain itself.",
    NameProblem.TOO_LONG: "That is longer than a domain can be (253 characters). Check what you pasted.",
    NameProblem.LABEL_TOO_LONG: "One part between the dots is longer than 63 characters. Check what you pasted.",
    NameProblem.EMPTY_LABEL: "There is a dot with nothing before it. Check the spelling.",
    NameProblem.CHARACTERS: "That has a character that a domain can't have. Use letters, digits, hyphens and dots.",
    NameProblem.HYPHEN: "A part of that name has a hyphen at its beginning or end, or as its third and fourth character. Check the spelling.",
    NameProblem.SINGLE_LABEL: "A domain has at least one dot in it, for example example.com.",
    NameProblem.SPECIAL_USE: "Names with this ending do not exist on the Internet. Enter a domain that you have registered.",
    NameProblem.UNKNOWN_ENDING: "There is no such ending on the Internet. Check the last part of the name.",
    NameProblem.PUBLIC_SUFFIX: "That is an ending under which domains are registered. Add your own name in front of it.",
    NameProblem.SHARED_HOST: "That name belongs to a hosting service and is shared by many. Add your own name in front of it.",
}

_REFUSALS = {
    "label_too_long": NameProblem.LABEL_TOO_LONG,
    "domain_too_long": NameProblem.TOO_LONG,
    "hyphen_3_4": NameProblem.HYPHEN,
    "hyphen_start_end": NameProblem.HYPHEN,
    "empty_label": NameProblem.EMPTY_LABEL,
}
"""What IDNA's own codes say; all its others are about characters."""


class InvalidName(ValueError):
    """What was typed is no name to attach. `suggestion` is what was probably meant, itself valid, or None."""

    def __init__(self, code: NameProblem, suggestion: DomainName | None = None) -> None:
        super().__init__(_SENTENCES[code])
        self.code = code
        self.message = _SENTENCES[code]
        self.suggestion = suggestion


def parse(typed: str, *, allow_test: bool = False, allow_wildcard: bool = False) -> DomainName:
    """The canonical form of what a person typed; raises InvalidName.

    Capital letters, white space around the name and a final dot are understood.
    """
    text = typed.strip()
    try:
        if allow_wildcard and text.startswith(STAR):
            return _with_star(_read(text.removeprefix(STAR), allow_test))
        return _read(text, allow_test)
    except InvalidName as error:
        raise InvalidName(error.code, _suggest(text, error.code, allow_test)) from None


def unicode(name: str) -> str:
    """The name for display, in its own script."""
    if "xn--" not in name:
        return name
    if is_wildcard(name):
        return STAR + unicode(base(name))
    try:
        return idna.decode(name)
    except idna.IDNAError:
        return name


def as_kept(part: str) -> str:
    """A part of a name as names are kept, to look for it: small letters, and A-labels for whole labels in other scripts."""
    return ".".join(map(_label_as_kept, part.lower().split(".")))


def registrable(name: str) -> DomainName | None:
    """The domain that is registered: one label below the public suffix (publicsuffix.org)."""
    found = _suffixes_or_last_label().privatesuffix(name)
    return DomainName(found) if found else None


def is_wildcard(name: str) -> bool:
    return name.startswith(STAR)


def base(name: str) -> DomainName:
    """The name itself, of a wildcard the one that its names are below."""
    return DomainName(name.removeprefix(STAR))


def ancestors(name: str) -> Iterator[DomainName]:
    """The names above, nearest first, without the top-level domain."""
    rest = name.split(".")[1:]
    while len(rest) > 1:
        yield DomainName(".".join(rest))
        rest = rest[1:]


def around(name: str) -> Iterator[DomainName]:
    """Whose proof says something about this name too: those above, as they are and as wildcards."""
    for above in ancestors(name):
        yield above
        if STAR + above != name:
            yield DomainName(STAR + above)


def is_below(name: str, ancestor: str) -> bool:
    return name.endswith(f".{ancestor}")


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


@cache
def _suffixes_or_last_label() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=True)


@cache
def _icann_suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False, only_icann=True)


def _read(text: str, allow_test: bool) -> DomainName:
    if problem := _wrong_kind(text):
        raise InvalidName(problem)
    name = _canonical(text)
    if problem := _wrong_ending(name, allow_test):
        raise InvalidName(problem)
    return name


def _with_star(name: DomainName) -> DomainName:
    if len(name) > _LONGEST_NAME - len(STAR):
        raise InvalidName(NameProblem.TOO_LONG)
    return DomainName(STAR + name)


def _wrong_kind(text: str) -> NameProblem | None:
    """What this is, where it is no domain name at all."""
    if not text:
        return NameProblem.EMPTY
    if _is_address(text):
        return NameProblem.IP_ADDRESS
    if _URL_MARK.search(text):
        return NameProblem.URL
    if "@" in text:
        return NameProblem.EMAIL
    if any(each.isspace() for each in text):
        return NameProblem.SPACES
    if "*" in text:
        return NameProblem.WILDCARD
    if "_" in text:
        return NameProblem.UNDERSCORE
    return None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def _canonical(text: str) -> DomainName:
    if len(text) > 4 * _LONGEST_NAME:  # before mapping, which makes eighteen characters of some
        raise InvalidName(NameProblem.TOO_LONG)
    try:
        mapped = idna.uts46_remap(text).removesuffix(".")
        if problem := _wrong_labels(mapped):
            raise InvalidName(problem)
        return DomainName(idna.encode(mapped, strict=True).decode("ascii"))
    except idna.IDNAError as error:
        raise InvalidName(_REFUSALS.get(error.code or "", NameProblem.CHARACTERS)) from None


def _label_as_kept(label: str) -> str:
    try:
        return label if label.isascii() else idna.alabel(label).decode("ascii")
    except idna.IDNAError:
        return label


def _wrong_labels(mapped: str) -> NameProblem | None:
    """What is wrong with the parts between the dots, in words more exact than IDNA's."""
    labels = mapped.split(".")
    if not all(labels):
        return NameProblem.EMPTY_LABEL
    if any(len(label) > _LONGEST_LABEL for label in labels if label.isascii()):
        return NameProblem.TOO_LONG if len(mapped) > _LONGEST_NAME else NameProblem.LABEL_TOO_LONG
    return None


def _wrong_ending(name: DomainName, allow_test: bool) -> NameProblem | None:
    labels = name.split(".")
    if len(labels) == 1:
        return NameProblem.SINGLE_LABEL
    if labels[-1].isdigit():
        return NameProblem.IP_ADDRESS
    if labels[-1] == "test" and allow_test:
        return None
    if labels[-1] in SPECIAL_USE:
        return NameProblem.SPECIAL_USE
    if _suffixes().publicsuffix(name) is None:
        return NameProblem.UNKNOWN_ENDING
    if _icann_suffixes().publicsuffix(name) == name:
        return NameProblem.PUBLIC_SUFFIX
    if _suffixes().publicsuffix(name) == name:
        return NameProblem.SHARED_HOST
    return None


def _suggest(text: str, problem: NameProblem, allow_test: bool) -> DomainName | None:
    """The domain inside a web or e-mail address, if it is one that would be accepted."""
    inside = _inside(text, problem)
    for guess in (inside.removeprefix("www."), inside):
        try:
            return _read(guess, allow_test)
        except InvalidName:
            continue
    return None


def _inside(text: str, problem: NameProblem) -> str:
    """The part of the text that may be a domain; never the whole, which is known not to be one."""
    match problem:
        case NameProblem.URL:
            host = _URL_HOST.match(text)
            return host[1] if host else ""
        case NameProblem.EMAIL:
            return text.rsplit("@", 1)[-1].rstrip("> ")
        case NameProblem.WILDCARD if text.startswith("*."):
            return text.removeprefix("*.")
        case _:
            return ""
