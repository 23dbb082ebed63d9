"""Builders: the record sets of one domain, and a look at its zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cloudmailin.dns.answers import Absent, AbsentKind, Answer, Found, Question, RecordType
from cloudmailin.dns.records import Purpose, RecordSet, SendingNames, ownership, receiving, sending
from cloudmailin.dns.zone_view import Server, Zone, ZoneView, deciding
from tenants.names import DomainName

ZONE = "shop.test"
DOMAIN = DomainName(f"mail.{ZONE}")
TOKEN = "abcdefghijklmnopqrstuvwxyz234567"
SELECTOR = "0e7c28e2e4cm"
KEY = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" * 12
ABSENT = Absent(AbsentKind.NODATA, 60)

NAMES = SendingNames(
    domain=DOMAIN,
    mta_domain=f"mta.{DOMAIN}",
    required_cname="feedback-smtp.cloudmta.net",
    dkim_selector=SELECTOR,
    dkim_domain=f"{SELECTOR}._domainkey.{DOMAIN}",
    dkim_public_record=f"v=DKIM1; h=sha256; k=rsa; s=email; p={KEY}",
)


def record_sets(names: SendingNames = NAMES) -> dict[Purpose, RecordSet]:
    sets = [ownership(names.domain, "northwind", TOKEN), receiving(names.domain), *sending(names)]
    return {each.purpose: each for each in sets}


def record(name: str, type: str, *values: str) -> tuple[Question, Answer]:
    return Question(name, RecordType(type)), Found(values, 300)


def alias(name: str, target: str, *behind: str) -> list[tuple[Question, Answer]]:
    """A CNAME, as the questions for each type see it."""
    others = (kind for kind in RecordType if kind is not RecordType.CNAME)
    return [
        record(name, "CNAME", target),
        *((Question(name, kind), Found(behind, 300, target)) for kind in others),
    ]


_NAMES_ASKED = {question.name for each in record_sets().values() for question in deciding(each)}
_EMPTY = {Question(name, type): ABSENT for name in _NAMES_ASKED for type in RecordType}


def view(published: Mapping[Question, Answer] | Iterable[tuple[Question, Answer]] = ()) -> ZoneView:
    """A look at a zone in which nothing else is published."""
    zone = Zone(ZONE, (Server(f"ns1.{ZONE}", "192.0.2.53"),))
    return ZoneView(DOMAIN, zone, {**_EMPTY, **dict(published)})
