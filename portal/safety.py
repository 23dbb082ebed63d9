"""What no process starts with: settings that would be harmless on a laptop and are not in public. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cryptography.fernet import Fernet

_SHORTEST_KEY, _FEWEST_CHARACTERS = 50, 5
"""As Django's own check security.W009 has it."""

_LOCAL = re.compile(r"(.+\.)?(localhost|test)|127\.\d+\.\d+\.\d+|\[?::1\]?", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.IGNORECASE)
_FOR_DEVELOPMENT = ("DEBUG", "DEMO", "ALLOW_TEST_DOMAINS", "ALLOW_PRIVATE_TARGETS", "DNS_ALLOW_PRIVATE")


def is_public(hosts: Iterable[str]) -> bool:
    """Whether anybody but this machine could be meant by one of the host names (RFC 6761: localhost and test)."""
    return any(not _LOCAL.fullmatch(host) for host in hosts)


def refusals(given: Mapping[str, Any]) -> Iterator[str]:
    """Every reason not to start, each with what to do; `given` are the settings."""
    yield from _keys(given["SECRET_KEY"], given["FIELD_KEYS"])
    yield from _hosts(given["CONSOLE_HOSTS"])
    if is_public(given["CONSOLE_HOSTS"]):
        yield from _in_public(given)
    elif given["SECURE_COOKIES"] and not given["DEMO"]:
        yield (
            "CONSOLE_HOSTS is not set: name the host of the staff's console, or set SECURE_COOKIES=false for a "
            "trial on this machine."
        )


def _keys(secret_key: str, field_keys: Iterable[str]) -> Iterator[str]:
    if len(secret_key) < _SHORTEST_KEY or len(set(secret_key)) < _FEWEST_CHARACTERS:
        yield f"SECRET_KEY needs {_SHORTEST_KEY} random characters at least; .env.example says how to make one."
    elif secret_key.startswith("django-insecure-"):
        yield "SECRET_KEY is one that Django made for development: make one of your own, as .env.example says."
    if not field_keys:
        yield "FIELD_KEYS is not set: .env.example says how to make a key."
    elif not all(map(_is_fernet_key, field_keys)):
        yield "FIELD_KEYS has something in it that is no Fernet key: .env.example says how to make one."


def _is_fernet_key(text: str) -> bool:
    try:
        Fernet(text)
    except ValueError:
        return False
    return True


def _hosts(hosts: Iterable[str]) -> Iterator[str]:
    for host in hosts:
        if not _HOST.fullmatch(host) and not _LOCAL.fullmatch(host):
            yield f"CONSOLE_HOSTS: {host!r} is no host name. Write it without scheme, port and asterisk."


def _in_public(given: Mapping[str, Any]) -> Iterator[str]:
    for name in _FOR_DEVELOPMENT:
        if given[name]:
            yield f"{name} is for development only, and CONSOLE_HOSTS names a public host: set {name}=false."
    if given["DNS_AUTHORITATIVE_PORT"] != 53:
        yield "DNS_AUTHORITATIVE_PORT is for development only: the customers' name servers listen on port 53."
    if not given["SECURE_COOKIES"]:
        yield "SECURE_COOKIES=false sends sessions in the clear, and CONSOLE_HOSTS names a public host: set it to true."
    if not given["BRAND_URL"].startswith("https://"):
        yield "BRAND_URL must begin with https://, since links in mails lead there."
    if not given["DNS_RESOLVERS"]:
        yield "DNS_RESOLVERS is empty: name a recursive resolver, best one of your own."
