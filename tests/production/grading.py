"""A page of each kind before Mozilla's scanner, behind Caddy with TLS, as the deployment has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from cloudmailin.models import Domain
from portal.embedded.ports import Ports
from portal.models import ShareLink
from portal.seeds import LABELS
from tenants.models import Membership, User
from tenants.roles import Role
from tenants.scoping import within
from tests.build import a_domain
from tests.npm import OutOfReach
from tests.production.estate import running
from tests.production.observatory import Page, scan
from tests.production.preparing import CADDY


def rehearse(folder: Path, inside: Ports, outside: Ports) -> dict[str, Any]:
    if not CADDY:
        return {"skipped": "Caddy is not installed."}
    try:
        with running(folder, inside, outside, workers=()) as estate:
            pages = scan(_pages(), outside.simulator, outside.web, estate.authority)
    except OutOfReach as reason:
        return {"skipped": str(reason)}
    return {"pages": {page.pop("name"): page for page in pages}}


def _pages() -> list[Page]:
    host, console = LABELS[0].host, settings.CONSOLE_HOSTS[0]
    owner = Membership.objects.filter(tenant__brand__slug=LABELS[0].slug, role=Role.OWNER)[0]
    member = User.objects.create_user("viewer@acme-tools.test")
    Membership.objects.create(user=member, tenant=owner.tenant, role=Role.VIEWER)
    domain = a_domain(owner.tenant)
    shared = _shared(domain, owner.user)
    signed_in, looking_on = _cookie(owner.user, host), _cookie(member, host)
    staff = _cookie(User.objects.create_superuser("root@example.com"), console)
    return [
        Page("sign-in", f"{host}/login/"),
        Page("password", f"{host}/password/"),
        Page("records shared by a link", f"{host}/shared/{shared}/"),
        Page("overview", f"{host}/", signed_in),
        Page("domain", f"{host}/domains/{domain.public_id}/", signed_in),
        Page("add a domain", f"{host}/domains/add/", signed_in),
        Page("profile", f"{host}/profile/", signed_in),
        Page("refused", f"{host}/audit/", looking_on),
        Page("style sheet of the brand", f"{host}/brand.css"),
        Page("icon", f"{host}/favicon.ico"),
        Page("console's sign-in", f"{console}/login/"),
        Page("console", f"{console}/admin/", staff),
        Page("console's list", f"{console}/admin/tenants/tenant/", staff),
        Page("brand's desk", f"{console}/brands/{owner.tenant.brand_id}/look/", staff),
    ]


def _shared(domain: Domain, by: User) -> str:
    with within(domain.tenant):
        return ShareLink.make(domain, by, timezone.now())[1]


def _cookie(user: User, host: str) -> str:
    client = Client(headers={"host": host})
    client.force_login(user)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
