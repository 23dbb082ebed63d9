"""What staff are written to about, in English as the console is: somebody waits for them, or a key was refused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.dispatch import receiver
from django.urls import reverse

from cloudmailin.models import Account
from cloudmailin.queue.circuit import opened
from portal.accounts.postbox import post
from portal.letters import one_line
from tenants.models import Brand, Tenant, User


def tell_of_sign_up(tenant: Tenant) -> None:
    """Nobody of theirs gets on before staff have looked."""
    _tell(
        tenant.brand,
        f"{tenant} has signed up at {tenant.brand}, and waits for you",
        "Its people see that they wait. Look at it, then approve it in the list of tenants, or close it.",
        _page("tenants_tenant_change", tenant.pk),
    )


@receiver(opened)
def _tell_of_refused_key(account: Account, **_: Any) -> None:
    """Once: nothing is called any more, so nothing is refused again."""
    _tell(
        account.brand,
        f"CloudMailin refused the key of {account.brand}",
        f"It said: {account.circuit_reason}\n\nNothing is called for this brand before a key that works is entered; nothing"
        " is lost meanwhile.",
        _page("cloudmailin_account_change", account.pk),
    )


def _page(name: str, pk: int) -> str:
    path = reverse(f"admin:{name}", args=[pk], urlconf=settings.CONSOLE_URLCONF)
    console: str = settings.BRAND_URL.format(host=settings.CONSOLE_HOSTS[0])
    return f"{console}{path}"


def _tell(brand: Brand, subject: str, text: str, page: str) -> None:
    for person in staff_of(brand):
        post(EmailMessage(one_line(subject), f"{text}\n\n{page}\n", to=[person.email]))


def staff_of(brand: Brand) -> QuerySet[User]:
    """Who works for the brand; superusers where nobody does."""
    staff = User.objects.filter(is_staff=True, is_active=True)
    theirs = staff.filter(brand=brand, is_superuser=False)
    return theirs if theirs.exists() else staff.filter(is_superuser=True)
