"""What stood in the customer's DNS when the domain was added, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _

from cloudmailin.dns import spf
from cloudmailin.dns.preflight import Preflight
from cloudmailin.models import Domain
from tenants import names


@dataclass(frozen=True, slots=True)
class Note:
    """`value` is a text to publish, "" where there is none; `asks` for something to be done."""

    sentence: str
    value: str = ""
    asks: bool = False


def notes(domain: Domain) -> Iterator[Note]:
    """In the order of the page; none where nothing stood, or nothing could be asked."""
    before, name = _stood(domain), names.unicode(domain.name)
    receives, sends = (hasattr(domain, use) for use in ("receiving", "sending"))
    if before.mail_hosts:
        yield _mail(name, before.service, receives=receives)
    elif before.alias and receives:
        said = _("{name} is an alias (CNAME) of {alias}. Remove that record before you add the MX records.")
        yield Note(said.format(name=name, alias=before.alias), asks=True)
    if sends:
        yield from _spf(name, before.spf)
        if len(before.policies) == 1:
            yield Note(_("You have a DMARC policy already. It stays: we ask for no other."))
        if before.at_return_path and not domain.sending.dkim_selector:  # then its own section says it
            types = ", ".join(before.at_return_path)
            said = _(
                "At mta.{name} stands something already ({types}). The return path needs that name alone."
            )
            more = _("Remove it before you add the return path, unless it is in use: then write to us first.")
            yield Note(f"{said} {more}".format(name=name, types=types), asks=True)


def _stood(domain: Domain) -> Preflight:
    """As it was written down, perhaps by another version."""
    known = {field.name for field in fields(Preflight)} & domain.stood_before.keys()
    return Preflight(**{name: domain.stood_before[name] for name in known})


def _mail(name: str, service: str, *, receives: bool) -> Note:
    if receives:
        said = _(
            "Mail for {name} went to {service}. It comes here once you replace those MX records by ours."
        )
    else:
        said = _("Mail for {name} goes to {service}. That stays so: sending asks for no MX record.")
    return Note(said.format(name=name, service=service))


def _spf(name: str, records: Sequence[str]) -> Iterator[Note]:
    if len(records) == 1:
        yield Note(_("You have an SPF record already. Leave it as it is: ours comes with the return path."))
    elif records:
        said = _("{name} has {count} SPF records, so receivers read none. Put this one in their place:")
        merged = spf.merged(records)
        yield Note(said.format(name=name, count=len(records)), merged, asks=True)
        if spf.lookups(merged) > spf.MOST_LOOKUPS:
            most = spf.MOST_LOOKUPS
            said = _(
                "Then take out services that you no longer use: receivers follow {most} of them at most."
            )
            yield Note(said.format(most=most), asks=True)
