"""Thousands of domains of a tenant at once, as they are most of their life: working, here and there one in trouble."""

from __future__ import annotations

from django.db import connection

from cloudmailin.models import Account, Address
from tenants.models import Tenant

_GROW = """
    WITH grown AS (
        INSERT INTO cloudmailin_domain
            (tenant_id, account_id, name, skeleton, public_id, token, zone, name_servers, claim, created_at, touched_at,
             proven_at, checked_at, next_check_at)
        SELECT %(tenant)s, %(account)s, 'crowd-' || %(tenant)s || '-' || n || '.test', 'crowd-' || %(tenant)s || '-' || n,
               gen_random_uuid(), 'crowd' || %(tenant)s || '-' || n, 'crowd-' || %(tenant)s || '-' || n || '.test',
               'ns1.dns.test ns2.dns.test', 'proven', now() - n * interval '1 minute', now() - interval '40 days', now(),
               now(), now() + interval '8 hours'
        FROM generate_series(1, %(how_many)s::bigint) AS n
        RETURNING id
    ), receiving AS (
        INSERT INTO cloudmailin_receivingdomain
            (tenant_id, domain_id, address_id, state, state_since, misses, reason, reason_detail, remote_id)
        SELECT %(tenant)s, id, %(address)s, 'active', now(), 0, '', '', id::text FROM grown
    ), sending AS (
        INSERT INTO cloudmailin_sendingdomain
            (tenant_id, domain_id, state, state_since, misses, reason, reason_detail, remote_id, mta_domain,
             required_cname, dkim_selector, dkim_domain, dkim_public_record)
        SELECT %(tenant)s, id, 'verified', now(), 0, '', '', id::text, 'mta.dns.test', 'feedback.dns.test', 'dkim1',
               'dkim1._domainkey.dns.test', 'v=DKIM1; p=AAAA' FROM grown
    ), events AS (
        INSERT INTO cloudmailin_domainevent (tenant_id, domain_id, kind, use, detail, at)
        SELECT %(tenant)s, id, kind, '', '{}', now() FROM grown, unnest(ARRAY['added', 'proven', 'helped']) AS kind
    )
    INSERT INTO cloudmailin_finding
        (tenant_id, domain_id, purpose, status, code, seen, detail, exchanges, changed_at)
    SELECT %(tenant)s, id, purpose,
           CASE WHEN id %% 50 = 0 AND purpose = 'mx' THEN 'wrong' ELSE 'ok' END,
           CASE WHEN id %% 50 = 0 AND purpose = 'mx' THEN 'mx_null' ELSE codes.code END,
           '[]', '{}', '[]', now()
    FROM grown, (VALUES ('ownership', 'token_right'), ('mx', 'mx_right'), ('return_path', 'return_path_right'),
                        ('dkim', 'dkim_right'), ('dmarc', 'dmarc_right')) AS codes (purpose, code)
"""


def crowd(tenant: Tenant, how_many: int) -> None:
    """Add so many, by the database itself. Once a tenant."""
    account = Account.objects.get(brand=tenant.brand_id)
    address, _ = Address.objects.get_or_create(tenant=tenant, account=account)
    given = {"tenant": tenant.pk, "account": account.pk, "address": address.pk, "how_many": how_many}
    with connection.cursor() as cursor:
        cursor.execute(_GROW, given)
