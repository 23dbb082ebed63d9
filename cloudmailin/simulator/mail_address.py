"""Mail addresses as the API takes them: `Sender Name <sender@example.com>`, or a list of such.

The grammar is RFC 5322 section 3.4, read by Python's `email` package. Choices, all on the careful side: no
groups, no quoted or non-ASCII local parts, a domain with at least two labels.
"""

from __future__ import annotations

import email.headerregistry
import email.policy
import re
from dataclasses import dataclass

from .characters import is_line
from .names import canonical, domain_problem

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LONGEST_LOCAL = 64
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class MailAddress:
    """`address` is local@domain, its domain in lower case; `name` may be empty."""

    name: str
    address: str

    @property
    def local(self) -> str:
        return self.address.rpartition("@")[0]

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def header(self) -> email.headerregistry.Address:
        return email.headerregistry.Address(self.name, self.local, self.domain)

    def __str__(self) -> str:
        return str(self.header())


def parse_list(given: str) -> tuple[MailAddress, ...]:
    """Raises ValueError, with nothing for people in it."""
    if not is_line(given) or len(given) > _LONGEST:
        raise ValueError
    try:
        header = email.policy.default.header_factory("to", given)
    except Exception:  # the package has a handful of ways to give up on what is not an address
        raise ValueError from None
    if header.defects or any(group.display_name is not None for group in header.groups):
        raise ValueError
    return tuple(_checked(each) for each in header.addresses)


def parse_one(given: str) -> MailAddress:
    (only,) = parse_list(given)
    return only


def _checked(found: email.headerregistry.Address) -> MailAddress:
    local, domain = found.username, canonical(found.domain)
    if not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL or domain_problem(domain):
        raise ValueError
    return MailAddress(found.display_name, f"{local}@{domain}")
