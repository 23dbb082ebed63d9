"""What stands at a name before it is added: what our records would disturb, and what stays as it is.

Source: DNS-MISTAKES rows 33 to 37, 41, 44, 67. What could not be asked stops nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator, Mapping
from dataclasses import dataclass
from time import monotonic

from cloudmailin.dns.answers import Answer, Found, Question, RecordType, Unknown
from cloudmailin.dns.causes.dmarc_invalid import means_a_policy
from cloudmailin.dns.causes.reading import host_of
from cloudmailin.dns.mail_services import service_of
from cloudmailin.dns.probes import nobody
from cloudmailin.dns.records import MX_ALIAS, MX_HOSTS, NO_NAMES, OwnNames
from cloudmailin.dns.spf import is_spf
from cloudmailin.dns.zone_view import Asker, all_answers
from tenants.names import DomainName

SECONDS = 3.0
"""So long somebody waits who has pressed a button; what is not known by then is not known."""

_RETURN_PATH = "mta"
"""CloudMailin's choice of a name below the domain (its documentation, "Sending domains")."""

_RECEIVING = ("inbound", "in", "mail-in")
"""Names below the domain for receiving, the first that is free."""

_NO_MAIL = "."
"""The exchange of a null MX (RFC 7505)."""

_OURS = ".cloudmta.net"
"""Where the return path leads once it is right."""

_BESIDE_NO_ALIAS = (RecordType.MX, RecordType.TXT, RecordType.A, RecordType.AAAA)
"""Types that, when asked for, also tell of an alias (RFC 1034 section 3.6.2)."""


@dataclass(frozen=True, slots=True)
class Preflight:
    """`mail_hosts` take the name's mail today and are not ours; `alias` is what the name leads to as a whole.

    `at_return_path` are the types of what stands where the return path will be. `receiving_name` is free for
    receiving in the name's place, "" where nothing is in the way of receiving at the name itself.
    """

    mail_hosts: tuple[str, ...] = ()
    alias: str = ""
    spf: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    at_return_path: tuple[str, ...] = ()
    receiving_name: str = ""

    @property
    def service(self) -> str:
        """Who takes the mail."""
        return service_of(self.mail_hosts[0]) if self.mail_hosts else ""


async def preflight(
    name: DomainName,
    asker: Asker,
    *,
    receiving: bool,
    own: OwnNames = NO_NAMES,
    seconds: float = SECONDS,
) -> Preflight:
    """Ask the name's zone. With `receiving` a free name is looked for where mail at the name would be disturbed."""
    begun = monotonic()
    try:
        zone = await asyncio.wait_for(asker.zone_of(name), seconds)
    except TimeoutError:
        return Preflight()
    if isinstance(zone, Unknown):
        return Preflight()

    def ask(question: Question) -> Awaitable[Answer]:
        return asker.published(question, zone)

    mx, text = Question(name, RecordType.MX), Question(name, RecordType.TXT)
    policy = Question(f"_dmarc.{name}", RecordType.TXT)
    return_path, wildcard = f"{_RETURN_PATH}.{name}", nobody(name)
    asked = [mx, text, policy]
    asked += [Question(each, kind) for each in (return_path, wildcard) for kind in _BESIDE_NO_ALIAS]
    answers = await all_answers(asked, ask, begun + seconds / 2)
    if all(isinstance(answer, Unknown) for answer in answers.values()):
        answers = await all_answers(asked, asker.visible, begun + seconds)
    hosts = tuple(map(host_of, sorted(_values(answers[mx]), key=_preference)))
    others = tuple(host for host in hosts if host not in (*MX_HOSTS, *own.mx_hosts, _NO_MAIL))
    alias = _alias(answers[mx])
    disturbs = receiving and bool((alias and alias != MX_ALIAS) or (others and others == hosts))
    free = [Question(f"{label}.{name}", RecordType.MX) for label in _RECEIVING] if disturbs else []
    return Preflight(
        mail_hosts=others,
        alias=alias,
        spf=tuple(filter(is_spf, _values(answers[text]))),
        policies=tuple(filter(means_a_policy, _values(answers[policy]))),
        at_return_path=tuple(_taken(answers, return_path, wildcard, own)),
        receiving_name=_first_free(await all_answers(free, ask, begun + seconds)),
    )


def _values(answer: Answer) -> tuple[str, ...]:
    """At the name itself: what is behind an alias is somebody else's."""
    return answer.values if isinstance(answer, Found) and answer.alias is None else ()


def _alias(answer: Answer) -> str:
    return (answer.alias or "") if isinstance(answer, Found) else ""


def _preference(value: str) -> int:
    return int(value.partition(" ")[0])


def _taken(answers: Mapping[Question, Answer], name: str, wildcard: str, own: OwnNames) -> Iterator[str]:
    """The types of what stands at the name by itself; a wildcard's records give way to ours."""
    for kind in _BESIDE_NO_ALIAS:
        answer = answers[Question(name, kind)]
        if not isinstance(answer, Found) or answer == answers[Question(wildcard, kind)]:
            continue
        if answer.alias is None:
            yield kind.value
        elif not answer.alias.endswith(_OURS) and answer.alias != own.return_path:
            yield RecordType.CNAME.value
            return


def _first_free(answers: Mapping[Question, Answer]) -> str:
    """Where no mail goes, as far as is known."""
    free = [question.name for question, answer in answers.items() if not isinstance(answer, Found)]
    return (free or [question.name for question in answers] or [""])[0]
