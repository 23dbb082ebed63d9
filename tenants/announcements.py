"""What a brand announces just now: it comes along with the brand, and what somebody put away with the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject, Now

from tenants.models import Announcement, Brand, User


@dataclass(frozen=True, slots=True)
class Announced:
    """`others`: the text in further languages."""

    pk: int
    kind: str
    text: str
    others: Mapping[str, str]

    def said_in(self, language: str) -> str:
        """In the language, else in the one that it is a variety of, else as it is for everybody."""
        return self.others.get(language) or self.others.get(language.partition("-")[0]) or self.text


def announcing(brand: str) -> ArraySubquery:
    """For a query of rows whose column `brand` names a brand; `announced` reads it."""
    shown = Announcement.objects.filter(
        brand=OuterRef(brand), shows_from__lte=Now(), shows_until__gt=Now()
    ).order_by("-shows_from", "-pk")
    return ArraySubquery(shown.values(json=JSONObject(pk="pk", kind="kind", text="text", others="others")))


def announced(found: list[dict[str, Any]]) -> tuple[Announced, ...]:
    return tuple(Announced(**each) for each in found)


def left_for(user: User, brand: Brand) -> list[Announced]:
    """Those that the person has not put away."""
    return [each for each in brand.announcements if each.pk not in user.put_away]


def put_away(user: User, announcement: int, brand: Brand) -> bool:
    """Never shown to this person again; False for what is not shown just now. Of those that are over none is kept."""
    if announcement not in {each.pk for each in brand.announcements}:
        return False
    known = Announcement.objects.filter(pk__in=[*user.put_away, announcement], shows_until__gt=Now())
    user.put_away = sorted(known.values_list("pk", flat=True))
    user.save(update_fields=["put_away"])
    return True
