"""The demo's two brands, their customers, and sample domains in several states, through the product's own verbs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudmailin.lifecycle import addresses
from cloudmailin.lifecycle.attach import attach
from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Account, Domain
from cloudmailin.models.account import AddressPolicy
from cloudmailin.states import Use
from cloudmailin.trials import hook
from tenants import scoping
from tenants.models import Brand, BrandHost, Membership, Tenant, User
from tenants.names import DomainName
from tenants.roles import Role

PASSWORD = "demo-portal-2026"  # noqa: S105 (the demo's, on this machine only)
STAFF = "staff@console.test"


@dataclass(frozen=True, slots=True)
class Customer:
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Label:
    name: str
    slug: str
    colour: str
    account: str
    key: str
    customers: tuple[Customer, ...]
    address_policy: AddressPolicy = AddressPolicy.TENANT

    @property
    def host(self) -> str:
        return f"{self.slug}.localhost"


LABELS = (
    Label(
        name="Northwind Mail",
        slug="northwind",
        colour="#1f5fbf",
        account="21c3976d80ba5e42",
        key="demo-key-northwind",
        customers=(
            Customer("Acme Tools", "ada@acme-tools.test"),
            Customer("Blue Fern Studio", "ben@bluefern.test"),
        ),
    ),
    Label(
        name="Harbor Post",
        slug="harbor",
        colour="#0f766e",
        account="5b8e01f7a2c94d36",
        key="demo-key-harbor",
        customers=(
            Customer("Cedar Books", "cora@cedar-books.test"),
            Customer("Delta Bikes", "dan@delta-bikes.test"),
        ),
        address_policy=AddressPolicy.CUSTOMER,
    ),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A domain of a customer; `published` are the records that stand in DNS already, None for all it needs."""

    tenant: str
    name: str
    uses: frozenset[Use]
    published: tuple[tuple[str, str, str], ...] | None = ()


_BOTH = frozenset(Use)

SAMPLES = (
    Sample("Acme Tools", "acme-tools.test", _BOTH, published=None),
    Sample(
        "Acme Tools",
        "support.acme-tools.test",
        frozenset({Use.RECEIVING}),
        published=(("support.acme-tools.test", "MX", "1 aspmx.l.google.com"),),
    ),
    Sample("Blue Fern Studio", "bluefern.test", frozenset({Use.RECEIVING})),
    Sample(
        "Cedar Books",
        "cedar-books.test",
        frozenset({Use.SENDING}),
        published=(("mta.cedar-books.test", "CNAME", "feedback-smtp.cloudmta.net.cedar-books.test"),),
    ),
    Sample("Delta Bikes", "delta-bikes.test", _BOTH),
)


def sow_people(api_url: str) -> None:
    """Brands with hosts and accounts, customers with an owner each, and one superuser. Safe to repeat."""
    for label in LABELS:
        brand, _ = Brand.objects.get_or_create(
            slug=label.slug,
            defaults={
                "name": label.name,
                "colour": label.colour,
                "support_email": f"help@{label.slug}.test",
                "proof_label": f"_{label.slug}",
            },
        )
        BrandHost.objects.get_or_create(name=label.host, defaults={"brand": brand, "is_primary": True})
        account, _ = Account.objects.get_or_create(
            brand=brand,
            defaults={
                "remote_id": label.account,
                "api_key": label.key,
                "address_policy": label.address_policy,
                "smtp_username": label.slug,
                "smtp_token": label.key,
                "trial_sender": f"post@{label.slug}.test",
            },
        )
        hook.open_for(account)
        if account.base_url != api_url:
            account.base_url = api_url
            account.inbound_target = f"{api_url.split('/api/')[0]}/app/{label.slug}/{{tenant}}"
            account.save(update_fields=["base_url", "inbound_target"])
            addresses.follow(account)
        for customer in label.customers:
            _sow_customer(brand, customer)
    if not User.objects.filter(email=STAFF).exists():
        User.objects.create_superuser(STAFF, PASSWORD, name="Demo staff")


def _sow_customer(brand: Brand, customer: Customer) -> None:
    tenant, _ = Tenant.objects.get_or_create(brand=brand, name=customer.name)
    owner = User.objects.filter(email=customer.email).first() or User.objects.create_user(
        customer.email, PASSWORD
    )
    Membership.objects.get_or_create(user=owner, tenant=tenant, defaults={"role": Role.OWNER})


def sow_domains() -> None:
    """Add the sample domains to tenants that have none yet."""
    for tenant in Tenant.objects.filter(name__in={sample.tenant for sample in SAMPLES}):
        with scoping.within(tenant):
            if not Domain.objects.exists():
                for sample in SAMPLES:
                    if sample.tenant == tenant.name:
                        attach(tenant, DomainName(sample.name), set(sample.uses))


def records_to_publish() -> Iterator[tuple[str, str, str]]:
    """(name, type, value) of what the sample customers have published so far."""
    with scoping.across_tenants():
        for sample in SAMPLES:
            if sample.published is not None:
                yield from sample.published
                continue
            domains = Domain.objects.filter(name=sample.name, tenant__name=sample.tenant, removed_at=None)
            for domain in domains.select_related("tenant__brand", "receiving", "sending"):
                for record_set in record_sets(domain):
                    yield from ((record.name, record.type, record.value) for record in record_set.records)
