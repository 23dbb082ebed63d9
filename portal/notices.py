"""What a tenant's people are told of what happened to a domain: one notice for each of them and each channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from cloudmailin.models import DomainEvent
from cloudmailin.ownership.rules import Claim
from cloudmailin.queue import clock
from cloudmailin.states import State
from portal.models import Notice
from portal.notifications import GROUPED, Topic, reason_of, topic
from portal.preferences import wishes
from portal.words import Words
from tenants.models import Membership

Channel = Notice.Channel

_BACK = _("The record that had gone is in place again. Everything works.")

NOTICES: Mapping[tuple[str, str], Words] = {
    (State.ACTIVE, ""): Words(
        _("{name} receives mail now"),
        _("Mail to any address at {name} is received."),
        _("There is nothing left to do. You can send a test message on the domain's page."),
    ),
    (State.VERIFIED, ""): Words(
        _("{name} can send mail now"),
        _("You can send from any address at {name}."),
        _("There is nothing left to do. You can send a test message on the domain's page."),
    ),
    (State.ACTIVE, "recovered"): Words(_("{name} receives mail as before"), _BACK),
    (State.VERIFIED, "recovered"): Words(_("{name} can send mail as before"), _BACK),
    (State.DEGRADED, ""): Words(
        _("{name} needs attention"),
        _("A DNS record that {name} needs has gone or was changed."),
        _("The domain's page says which one, and how to put it back."),
    ),
    (State.REJECTED, ""): Words(
        _("{name} could not be set up"),
        _("Something stands in the way that does not go by itself."),
        _("The domain's page says what it is, and what you can do."),
    ),
    ("removed", ""): Words(
        _("{name} was removed"),
        _("It is no longer set up here, neither for receiving nor for sending."),
        _("If that surprises you, write to us."),
    ),
    ("reminded", ""): Words(
        _("{name} still waits for its DNS records"),
        _("You have added {name}, and its ownership record is not in DNS yet."),
        _(
            "Publish the records on the domain's page. After {days_left} more days without them it is removed again."
        ),
    ),
    (Claim.EXPIRED, ""): Words(
        _("{name} was removed again"),
        _("You had added {name}, and its ownership record was not published in time."),
        _("If you need it still, add it again. You get a new ownership record then."),
    ),
    (Claim.WEAKENED, ""): Words(
        _("The ownership record of {name} is missing"),
        _(
            "The record that shows that {name} is yours has not been in DNS for some days. Everything works as before."
        ),
        _("Put it back: without it somebody else who can prove it may get the name."),
    ),
    (Claim.CONTESTED, ""): Words(
        _("Whose domain {name} is has to be cleared up"),
        _("Your ownership record is in place, and so is somebody else's."),
        _("Leave yours where it is. If the other one goes we go on by ourselves; else our team decides."),
    ),
    ("challenged", ""): Words(
        _("Somebody else shows that {name} is theirs"),
        _("Beside your ownership record for {name} there is another customer's. Everything works as before."),
        _(
            "If you gave nobody else access to your DNS, look at who has it. If the domain is no longer yours, "
            "remove it. Otherwise leave your record where it is and write to us."
        ),
    ),
    ("proven_below", ""): Words(
        _("A name below {name} is in use by somebody else"),
        _("Another customer has shown that {below} is theirs, by a record in your DNS."),
        _("If that is as it should be, there is nothing to do. If not, delete the record and write to us."),
    ),
    (Claim.RELEASED, "displaced"): Words(
        _("{name} is somebody else's now"),
        _(
            "Your ownership record for {name} was gone, and another customer has shown that the domain is theirs."
        ),
        _("If that is a mistake, write to us at once."),
    ),
    (Claim.RELEASED, "decided"): Words(
        _("We have decided about {name}"),
        _("Two customers had claimed {name}. After looking at both sides we gave it to the other one."),
        _("If you think that this is wrong, write to us."),
    ),
    (Claim.PROVEN, "displaced"): Words(
        _("{name} is yours now"),
        _("The ownership record that stood in the way of yours has gone."),
        _("Publish the records on the domain's page if you have not yet."),
    ),
    ("kept", ""): Words(
        _("{name} stays yours"),
        _("Somebody else had claimed {name}. After looking at both sides we left it with you."),
        _("There is nothing to do. Leave your ownership record where it is."),
    ),
    (Claim.PROVEN, "decided"): Words(
        _("We have decided about {name}"),
        _("Two customers had claimed {name}. After looking at both sides we gave it to you."),
        _("Publish the records on the domain's page if you have not yet."),
    ),
    (Claim.RELEASED, "suspended"): Words(
        _("{name} is being given up"),
        _("Your account was suspended, and with it {name} is given up."),
        _("Questions? Write to us."),
    ),
    ("name_servers_changed", ""): Words(
        _("{name} has other name servers now"),
        _("The DNS of {name} has moved to {after}. We are looking at all records again."),
        _("If you have not moved it, look at who has access to your domain registration."),
    ),
}
"""By kind of event and reason. The words may hold the fields of `said`."""


GATHERS, QUIET = timedelta(minutes=1), timedelta(minutes=15)
"""A mail about what may happen to many at once waits so long for more, and so long after the last of its topic."""


@receiver(post_save, sender=DomainEvent)
def remember(instance: DomainEvent, created: bool, **_: Any) -> None:
    """In the event's own transaction: it is told to whoever wishes to hear of it, or it did not happen."""
    if not created or (instance.kind, _reason(instance)) not in NOTICES:
        return
    about = topic(instance.kind, _reason(instance))
    members = Membership.objects.filter(tenant=instance.tenant_id, user__is_active=True)
    told = list(wishes(members, instance.domain.tenant.brand, about))
    by_mail = [member.user_id for member, wish in told if wish.by_mail]
    in_app = [member.user_id for member, wish in told if wish.in_app]
    due = _due(instance, about, by_mail)
    Notice.objects.bulk_create(
        [
            *(_notice(instance, about, user, Channel.MAIL, due_at=due[user]) for user in by_mail),
            *(_notice(instance, about, user, Channel.IN_APP) for user in in_app),
        ]
    )


def _notice(event: DomainEvent, about: Topic, user: int, channel: str, **more: Any) -> Notice:
    return Notice(tenant_id=event.tenant_id, event=event, user_id=user, topic=about, channel=channel, **more)


def _due(event: DomainEvent, about: Topic, users: list[int]) -> dict[int, datetime]:
    """When each is written to: at once, or when others may have joined it."""
    now = clock.now()
    if about not in GROUPED:
        return dict.fromkeys(users, now)
    lately = Notice.objects.filter(
        tenant=event.tenant_id, topic=about, user__in=users, sent_at__gt=now - QUIET
    )
    last = dict(lately.values_list("user").annotate(Max("sent_at")))
    return {user: max(now + GATHERS, last.get(user, now - QUIET) + QUIET) for user in users}


def said(event: DomainEvent, name: str) -> Words:
    """`name`: the domain's, as its people know it."""
    detail = event.detail
    below, after = detail.get("name", ""), ", ".join(detail.get("after", ()))
    values = {"name": name, "below": below, "after": after, "days_left": detail.get("days_left", "")}
    words = NOTICES[event.kind, _reason(event)]
    return Words(str(words.title).format_map(values), words.sentence, words.advice).filled(values)


def _reason(event: DomainEvent) -> str:
    """The reason where it makes a notice of its own."""
    reason = reason_of(event.detail)
    return reason if (event.kind, reason) in NOTICES else ""
