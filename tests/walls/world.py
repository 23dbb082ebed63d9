"""Two brands with their tenants, everybody who has no business with them, and the ids that such people would try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_hex
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import AutoField, BigAutoField, Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import int_to_base36

from cloudmailin.models import Account, Domain, Round, TrialMessage
from cloudmailin.ownership.rules import Claim
from portal.access import Rule, by_token
from portal.models import Notice, ShareLink
from portal.viewing.passes import make
from tenants.access import allows
from tenants.invitations import invite, revoke
from tenants.models import Brand, Membership, Tenant, User
from tenants.roles import Action, Role
from tenants.scoping import TenantOwned, across_tenants, within
from tests.build import a_brand, a_domain, a_member, a_tenant
from tests.walls.filling import fill
from tests.walls.routes import Route


@dataclass(frozen=True, slots=True)
class Target:
    """A tenant whose ids are tried. `dead` are secrets that no longer work, `live` those that do, on its brand's host."""

    tenant: Tenant
    canary: str
    ids: Mapping[str, Sequence[object]]
    dead: Sequence[str]
    live: Sequence[str]

    @property
    def in_forms(self) -> dict[str, str]:
        """Its ids under all names that forms, queries and JSON might have for them."""
        ids = {name: str(values[0]) for name, values in self.ids.items() if values}
        public = str(self.tenant.public_id)
        more = {
            "tenant": public,
            "tenant_id": str(self.tenant.pk),
            "id": ids["pk"],
            "_selected_action": ids["pk"],
        }
        steps = {
            "action": "delete_selected",
            "confirmed": "1",
            "role": "owner",
            "name": "new.test",
            "page": "1",
        }
        return {**ids, **more, **steps, "next": f"/domains/{ids['public_id']}/", "email": "new@example.com"}


@dataclass(frozen=True, slots=True)
class Actor:
    """`of` are the tenants that the person belongs to; staff who look at the site as that member are `is_viewing`."""

    name: str
    host: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    user: User | None = None
    of: Sequence[Tenant] = ()
    membership: Membership | None = None
    is_viewing: bool = False

    @property
    def is_at_the_console(self) -> bool:
        return self.host in settings.CONSOLE_HOSTS

    @property
    def is_let_in(self) -> bool:
        """Whether there are pages for the person at all."""
        return self.membership is not None or self.is_staff

    @property
    def is_neighbour(self) -> bool:
        """Whether they have a customer of their own, in which they may do all there is."""
        member = self.membership
        return member is not None and all(allows(member, action) for action in Action)

    @property
    def is_staff(self) -> bool:
        return self.is_at_the_console and self.user is not None and self.user.is_staff

    def is_refused(self, rule: Rule) -> bool:
        """Whether the rule alone shuts this person out, whatever is asked for."""
        if rule.name in {"public", by_token.name}:
            return False
        if rule.name == "staff" or self.is_at_the_console:
            return not self.is_staff
        if self.membership is None:
            return True
        if self.is_viewing and rule.action is None:
            return True
        return rule.action is not None and not allows(self.membership, rule.action)


@dataclass(frozen=True, slots=True)
class World:
    targets: Mapping[str, Target]
    actors: Sequence[Actor]


_KEYS_OF_A_TABLE = 1_000_000


def _keep_keys_apart() -> None:
    """A foreign domain's number must not be that of a person's own membership: then that would be shown, and rightly."""
    numbered = [model for model in apps.get_models() if isinstance(model._meta.pk, AutoField | BigAutoField)]
    with connection.cursor() as cursor:
        for n, model in enumerate(numbered, start=1):
            sequence = [model._meta.db_table, model._meta.pk.column, n * _KEYS_OF_A_TABLE]
            cursor.execute(
                "SELECT setval(s, greatest(nextval(s), k)) FROM"
                " (SELECT pg_get_serial_sequence(%s, %s)::regclass AS s, %s::bigint AS k) AS each",
                sequence,
            )


def a_world() -> World:
    _keep_keys_apart()
    here, elsewhere = a_brand(), a_brand()
    targets = {
        "foreign tenant": _filled(here),
        "foreign brand": _filled(elsewhere),
        "unknown brand": _unknown(a_brand()),
        "lower role": _target(a_tenant(here), "own"),
        "suspended": _target(a_tenant(here), "own"),
    }
    foreign, theirs = targets["foreign tenant"].tenant, a_tenant(elsewhere)
    shared, stopped = targets["lower role"].tenant, targets["suspended"].tenant
    Tenant.objects.filter(pk=stopped.pk).update(suspended_at=timezone.now())
    mine = a_tenant(here)
    host, other = here.primary_host, elsewhere.primary_host
    owner, stranger = a_member(mine, password=None), a_member(theirs, password=None)
    former = a_member(foreign, password=None)
    former_with_another = a_member(foreign, password=None)
    Membership.objects.create(user=former_with_another, tenant=mine, role=Role.OWNER)
    helper = get_user_model().objects.create_user("helper@example.com", None, is_staff=True)
    reseller = get_user_model().objects.create_user(
        "reseller@example.com", None, is_staff=True, brand=a_brand()
    )
    console = settings.CONSOLE_HOSTS[0]
    actors = [
        Actor("anonymous", host),
        _actor("owner of another tenant", host, owner, mine),
        _actor("owner under another brand", other, stranger, theirs),
        Actor("session of another brand", host, _cookies(stranger, other), stranger),
        *(_actor(f"{role} of it", host, a_member(shared, role, None), shared) for role in _LOWER),
        Actor("former member", host, _cookies(former, host), former),
        _actor("former member with another tenant", host, former_with_another, mine),
        _actor("owner of a suspended tenant", host, a_member(stopped, password=None), stopped),
        Actor("anonymous at the console", console),
        Actor("customer at the console", console, _cookies(owner, console, is_used=False), owner),
        Actor("staff without rights", console, _cookies(helper, console), helper),
        Actor("staff of another brand", console, _cookies(reseller, console), reseller),
        Actor("staff on a brand's host", host, _cookies(helper, host, is_used=False), helper),
        _viewing("staff viewing as an owner of it", a_member(shared, password=None), shared),
    ]
    Membership.objects.filter(user__in=[former, former_with_another], tenant=foreign).delete()
    return World(targets, actors)


_LOWER = (Role.VIEWER, Role.MEMBER, Role.ADMIN)


def _actor(name: str, host: str, user: User, tenant: Tenant) -> Actor:
    membership = Membership.objects.select_related("tenant").get(user=user, tenant=tenant)
    return Actor(name, host, _cookies(user, host), user, [tenant], membership)


def _viewing(name: str, user: User, tenant: Tenant) -> Actor:
    membership = Membership.objects.select_related("tenant__brand", "user").get(user=user, tenant=tenant)
    staff = get_user_model().objects.create_superuser("viewer@example.com", None)
    with across_tenants():
        _, secret = make(staff, membership, "It does not work.")
    host = tenant.brand.primary_host
    client = Client(headers={"host": host})
    client.get(reverse("viewing_enter", args=[secret]))
    client.get("/")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return Actor(name, host, cookies, user, [tenant], membership, is_viewing=True)


def _cookies(user: User, host: str, *, is_used: bool = True) -> dict[str, str]:
    """A session that has been used is bound to its brand; one of who has no business at the host would end by that."""
    client = Client(headers={"host": host})
    client.force_login(user)
    if is_used:
        client.get("/profile/")
    return {name: morsel.value for name, morsel in client.cookies.items()}


def _filled(brand: Brand) -> Target:
    tenant, canary = a_tenant(brand), f"leak{token_hex(8)}"
    fill(tenant, canary)
    return _target(tenant, canary)


def _unknown(brand: Brand) -> Target:
    """Of a brand whose very name is not to be seen: nobody here is its customer."""
    target = _filled(brand)
    Brand.objects.filter(pk=brand.pk).update(name=f"Brand {target.canary}")
    Account.objects.filter(brand=brand).update(remote_id=target.canary, circuit_reason=target.canary)
    Round.objects.create(account=brand.account, note=target.canary, started_at=timezone.now())
    with across_tenants():
        contested = a_domain(target.tenant, f"contested-{target.canary}.test")
        Domain.objects.filter(pk=contested.pk).update(claim=Claim.CONTESTED)
    return target


def _target(tenant: Tenant, canary: str) -> Target:
    if canary == "own":
        a_member(tenant, password=None)
        a_domain(tenant)
    owner = Membership.objects.filter(tenant=tenant, role=Role.OWNER)[0]
    with within(tenant):
        domain, now = Domain.objects.all()[0], timezone.now()
        links = [ShareLink.make(domain, owner.user, now - timedelta(days=gone)) for gone in (0, 30)]
        invitations = [invite(tenant, f"{n}-{canary}@canary.test", Role.ADMIN, by=owner.user) for n in "ab"]
        revoke(invitations[1][0], by=owner.user)
        ids: dict[str, Sequence[object]] = {
            "public_id": [domain.public_id, invitations[0][0].public_id],
            "pk": [owner.pk, domain.pk, tenant.brand_id],
            "link": [links[0][0].pk],
            "domain": [domain.public_id],
            "trial": list(TrialMessage.objects.values_list("public_id", flat=True)[:1]) or [uuid4()],
            "user": [owner.user_id],
            "membership": [owner.pk],
            "invitation": [invitations[0][0].pk],
            "brand": [tenant.brand_id],
            "host": [tenant.brand.hosts.all()[0].pk],
            "uidb36": [int_to_base36(owner.user_id)],
            "notice": list(Notice.objects.values_list("pk", flat=True)[:1]) or [1],
            "tenant": [tenant.pk],
            "account": [Account.objects.get(brand=tenant.brand).pk],
        }
    return Target(tenant, canary, ids, [links[1][1], invitations[1][1]], [links[0][1], invitations[0][1]])


def addresses(route: Route, target: Target, actor: Actor) -> list[str]:
    """The route's paths with the target's ids. Raises KeyError for a parameter that nobody has told how to fill."""
    choices = [_values(name, route, target, actor) for name in route.parameters]
    longest = max((len(values) for values in choices), default=1)
    each = [
        {name: values[n % len(values)] for name, values in zip(route.parameters, choices, strict=True)}
        for n in range(longest)
    ]
    return [route.form % values for values in each]


def _values(name: str, route: Route, target: Target, actor: Actor) -> Sequence[object]:
    if name == "secret":
        is_its_brand = actor.host == target.tenant.brand.primary_host
        return target.dead if is_its_brand else [*target.live, *target.dead]
    if name in {"object_id", "id"}:
        return _rows(route, target)
    return target.ids[name] if name in target.ids else NOBODYS[name]


NOBODYS: Mapping[str, Sequence[object]] = {
    "announcement": [1],
    "app_label": ["tenants"],
    "content_type_id": [1],
    "digest": ["0" * 40],
    "format": ["zone", "txt"],
    "key": ["0-0"],
    "kind": ["180"],
    "token": ["0" * 43],
    "url": ["cloudmailin/domain/1"],
    "way": ["in", "out"],
    "version": ["0" * 16],
}
"""Parameters that name no row of anybody's."""


def _rows(route: Route, target: Target) -> Sequence[object]:
    """The console's pages of one row: that of the target's in the model that the path names."""
    _admin, app, model_name = route.form.strip("/").split("/")[:3]
    if app not in apps.app_configs:
        return target.ids["pk"]
    return [row_of(apps.get_model(app, model_name), target)]


def row_of(model: type[Model], target: Target) -> object:
    """The target's row of a model, or its brand's; 1 where it has none."""
    with across_tenants():
        if issubclass(model, TenantOwned):
            return (
                model._default_manager.filter(tenant=target.tenant).values_list("pk", flat=True).first() or 1
            )
        brand = target.tenant.brand
        known: Mapping[type[Model], object] = {
            Tenant: target.tenant.pk,
            User: target.ids["user"][0],
            Brand: brand.pk,
            Account: target.ids["account"][0],
        }
        return (
            known.get(model)
            or Round.objects.filter(account__brand=brand).values_list("pk", flat=True).first()
            or 1
        )
