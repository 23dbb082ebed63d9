"""Whom to tell of what, and how: what a person has chosen under a brand, else what their role suggests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core import signing

from portal.models import Preference
from portal.notifications import ALWAYS, Topic
from tenants.models import Brand, Membership, User
from tenants.roles import TOLD

_SALT = "unsubscribe"


@dataclass(frozen=True, slots=True)
class Wish:
    by_mail: bool
    in_app: bool


def wishes(members: Iterable[Membership], brand: Brand, topic: Topic) -> Iterator[tuple[Membership, Wish]]:
    """Of each member, in one query."""
    members = list(members)
    chosen = {
        each.user_id: each
        for each in Preference.objects.filter(
            brand=brand, topic=topic, user__in=[member.user_id for member in members]
        )
    }
    for member in members:
        yield member, _wish(member, topic, chosen.get(member.user_id))


def _wish(member: Membership, topic: Topic, chosen: Preference | None) -> Wish:
    decides = member.role in TOLD
    if topic in ALWAYS:
        return Wish(by_mail=decides, in_app=True)
    return Wish(chosen.by_mail, chosen.in_app) if chosen else Wish(by_mail=decides, in_app=True)


def wants_mail(member: Membership, brand: Brand, topic: Topic) -> bool:
    return all(wish.by_mail for _, wish in wishes([member], brand, topic))


def unsubscribe_token(user: User, brand: Brand, topic: Topic) -> str:
    """Opens nothing but this one switch. It does not expire: a mail may be read after years."""
    return signing.dumps([user.pk, brand.pk, topic.value], salt=_SALT)


def read_token(token: str, brand: Brand) -> tuple[User, Topic] | None:
    """None for what is no token of this brand's."""
    try:
        user, of, topic = signing.loads(token, salt=_SALT)
        found = User.objects.filter(pk=user).first()
        return (found, Topic(topic)) if found and of == brand.pk else None
    except (signing.BadSignature, ValueError, TypeError):
        return None


def switch_off(user: User, brand: Brand, topic: Topic) -> bool:
    """No mail about this topic any more; False where there was none already, or there has to be."""
    if topic in ALWAYS:
        return False
    _, created = Preference.objects.get_or_create(
        user=user, brand=brand, topic=topic, defaults={"by_mail": False, "in_app": True}
    )
    on = Preference.objects.filter(user=user, brand=brand, topic=topic, by_mail=True)
    return bool(on.update(by_mail=False)) or created
