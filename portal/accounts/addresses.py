"""Each person has one address, and it is verified: it came by an invitation, from staff, or was confirmed by a code."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models.signals import post_save
from django.dispatch import receiver

from tenants.models import User


@receiver(post_save, sender=User)
def follow(instance: User, update_fields: Collection[str] | None = None, **_: Any) -> None:
    """The library keeps addresses in a table of its own: let it say what the user says; of the erased nothing."""
    if update_fields is not None and "email" not in update_fields:
        return
    email = None if instance.erased_at else instance.email
    EmailAddress.objects.filter(user=instance).exclude(email=email).delete()
    if email:
        EmailAddress.objects.update_or_create(
            user=instance, email=email, defaults={"primary": True, "verified": True}
        )
