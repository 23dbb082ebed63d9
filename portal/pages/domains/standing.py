"""How a domain stands: one sentence, and one next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cloudmailin.dns.records import Purpose
from cloudmailin.lifecycle.addresses import is_ready
from cloudmailin.lifecycle.retry import can_retry
from cloudmailin.models import Domain
from cloudmailin.ownership.rules import Claim
from cloudmailin.states import GOOD, LEAVING, WAITING_FOR_CLOUDMAILIN, State
from portal import words
from portal.pages.domains.sections import Section
from tenants import names


@dataclass(frozen=True, slots=True)
class Standing:
    tone: str
    title: str
    next_step: str
    can_retry: bool = False
    wants_target: bool = False
    can_finish: bool = False


def standing(domain: Domain, sections: Sequence[Section]) -> Standing:
    """What matters most first: what ended, what stands in the way, what works, what is left to do."""
    states = {State(attachment.state) for attachment in domain.attachments}
    return (
        _leaving(domain, states)
        or _letting_go(domain, states)
        or _contested(domain)
        or _rejected(domain)
        or _cut_off(domain, states)
        or _degraded(domain, states)
        or _good(domain, states, sections)
        or _to_do(domain, sections)
        or _without_target(domain)
        or _under_way(states)
    )


def _leaving(domain: Domain, states: set[State]) -> Standing | None:
    if not states <= LEAVING:
        return None
    title = _("{name} is being removed").format(name=names.unicode(domain.name))
    return Standing("quiet", title, _("This takes a minute or two."))


def _letting_go(domain: Domain, states: set[State]) -> Standing | None:
    if State.RELEASING not in states:
        return None
    return Standing(
        "busy",
        _("{name} is being given up").format(name=names.unicode(domain.name)),
        _(
            "Delete the records below where your DNS is managed. Until the MX records are gone mail comes here as before, so that none is lost; then we finish by ourselves."
        ),
        can_finish=True,
    )


def _contested(domain: Domain) -> Standing | None:
    if domain.claim != Claim.CONTESTED:
        return None
    return Standing(
        "bad",
        _("Whose domain {name} is has to be cleared up").format(name=names.unicode(domain.name)),
        _(
            "Your ownership record is in place, and so is somebody else's. Leave yours where it is. If the other one goes we go on by ourselves; else our team decides. Questions? {support}"
        ).format(support=domain.tenant.brand.support_email),
    )


def _rejected(domain: Domain) -> Standing | None:
    rejected = next((one for one in domain.attachments if one.state == State.REJECTED), None)
    if rejected is None:
        return None
    said = words.REASONS[rejected.reason].filled({"support": domain.tenant.brand.support_email})
    return Standing("bad", str(said.title), f"{said.sentence} {said.advice}", can_retry=can_retry(rejected))


def _cut_off(domain: Domain, states: set[State]) -> Standing | None:
    if not domain.account.is_halted or not states & WAITING_FOR_CLOUDMAILIN:
        return None
    return Standing("busy", str(words.OUTAGE.title), str(words.OUTAGE.sentence))


def _degraded(domain: Domain, states: set[State]) -> Standing | None:
    if State.DEGRADED not in states:
        return None
    return Standing(
        "bad",
        _("{name} needs attention").format(name=names.unicode(domain.name)),
        _(
            "A record that was right has gone. Put it back as shown below; all is well again as soon as it is there."
        ),
    )


def _good(domain: Domain, states: set[State], sections: Sequence[Section]) -> Standing | None:
    """Working. A record that has just gone is said at once; the state itself waits for a lasting absence."""
    if not states <= GOOD:
        return None
    name = names.unicode(domain.name)
    if any(section.is_needed and section.is_absent for section in sections if not _is_proof(section)):
        return Standing(
            "bad",
            _("A record of {name} has gone or changed").format(name=name),
            _("Mail depends on it. Put it back as shown below; we look again all the time."),
        )
    facts = (words.STATES[one.use, State(one.state)].sentence for one in domain.attachments)
    said = " ".join(str(sentence).format(name=name) for sentence in facts)
    return Standing("good", _("{name} is ready").format(name=name), said)


def _to_do(domain: Domain, sections: Sequence[Section]) -> Standing | None:
    """What is left for the customer. Once the name is proven its record is no longer waited for."""
    left = [section for section in sections if section.is_needed and not section.is_found]
    left = [section for section in left if not (domain.proven_at and _is_proof(section))]
    mistakes = sum(section.is_mistaken for section in left)
    if mistakes:
        return _to_mend(mistakes)
    return _to_publish(len(left), was_checked=domain.checked_at is not None) if left else None


def _to_mend(count: int) -> Standing:
    title = ngettext("{count} record needs a change", "{count} records need a change", count)
    return Standing("bad", title.format(count=count), _("Below we say what we saw and what to change."))


def _to_publish(count: int, *, was_checked: bool) -> Standing:
    title = _("Publish these records at your DNS host")
    if was_checked:
        title = ngettext("{count} step left at your DNS host", "{count} steps left at your DNS host", count)
    where = _("Log in where your domain's DNS is managed and add the records below.")
    by_itself = _("This page turns green by itself.")
    return Standing("busy", title.format(count=count), f"{where} {by_itself}")


def _without_target(domain: Domain) -> Standing | None:
    """The records are right, and nobody has said where mail goes, or not in a way that can be used."""
    receiving = getattr(domain, "receiving", None)
    if receiving is None or receiving.state != State.AWAITING_DNS or is_ready(receiving.address):
        return None
    said = words.DELIVERY["refused" if receiving.address.problem else "unset"]
    return Standing("bad", str(said.title), str(said.sentence), wants_target=True)


def _under_way(states: set[State]) -> Standing:
    if State.REQUESTED in states:
        return Standing(
            "busy",
            _("We are preparing your records for sending"),
            _("They appear below by themselves, usually within a minute."),
        )
    return Standing(
        "busy", _("Your records are right"), _("We are switching everything on. There is nothing left to do.")
    )


def _is_proof(section: Section) -> bool:
    return section.purpose == Purpose.OWNERSHIP
