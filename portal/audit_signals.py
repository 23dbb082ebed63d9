"""People signing in and out are written into the audit; importing it connects it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import connection, transaction
from django.dispatch import receiver
from django.http import HttpRequest

from portal.accounts.belonging import is_nobody, look_again, nobody
from tenants.access import memberships
from tenants.audit import AuditAction, record
from tenants.models import Brand, Tenant, User

__all__ = ["about_sign_in"]


def about_sign_in(
    action: AuditAction, user: User, request: HttpRequest | None, *, actor: User | None
) -> None:
    """Once for each tenant of the person under the brand, whose owners are to see it; or once for none."""
    brand: Brand | None = getattr(request, "brand", None)
    tenants: list[Tenant | None] = [one.tenant for one in memberships(user, brand)] if brand else []
    for tenant in tenants or [None]:
        target = None if is_nobody(user) else user
        record(action, actor=actor, target=target, tenant=tenant, brand=brand)


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    about_sign_in(AuditAction.SIGNED_IN, user, request, actor=user)


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        about_sign_in(AuditAction.SIGNED_OUT, user, request, actor=user)


@receiver(user_login_failed)
def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Only for people there are: what else is typed names nobody, and may be a password in the wrong field.

    For others the same is done, and undone, and the disk is waited for by none: time would tell who is known.
    """
    typed = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    user = User.objects.filter(email=typed).first()
    if user:
        look_again(typed)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
        about_sign_in(AuditAction.SIGN_IN_FAILED, user or nobody(typed), request, actor=None)
        transaction.set_rollback(user is None)
