"""What gathers around domains over the years: operations and their calls, drift, mails to people, and the audit."""

from __future__ import annotations

from django.db import connection

from cloudmailin.models import Account
from tenants.models import Membership, Tenant, User
from tenants.roles import Role

_GATHER = """
    WITH done AS (
        INSERT INTO cloudmailin_operation
            (tenant_id, account_id, domain_id, kind, target_id, status, rank, due_at, attempts, look_first, outcome,
             created_at, ended_at)
        SELECT tenant_id, account_id, id, kind, id, CASE WHEN id %% 100 = 0 THEN 'failed' ELSE 'done' END, 1,
               at, 1, false, '', at, at
        FROM (SELECT *, now() - id * interval '24 seconds' AS at FROM cloudmailin_domain WHERE tenant_id = %(tenant)s) AS made,
             unnest(ARRAY['create_sending', 'create_receiving']) AS kind
        RETURNING id, tenant_id, account_id, created_at
    ), called AS (
        INSERT INTO cloudmailin_apicall
            (tenant_id, account_id, operation_id, fence, is_look, outcome, note, http_status, started_at, completed_at)
        SELECT tenant_id, account_id, id, id, false, 'done', '', 200, created_at, created_at FROM done
    ), differing AS (
        INSERT INTO cloudmailin_drift
            (tenant_id, account_id, domain_id, kind, what, target_id, remote_id, name, "of", ours, theirs, is_attempted, note,
             status, first_seen, last_seen, decision)
        SELECT tenant_id, account_id, id, 'vanished', 'receiving', id, id::text, name, '', '{}', '{}', true, '',
               CASE WHEN id %% 100 = 0 THEN 'open' ELSE 'resolved' END, created_at, created_at, ''
        FROM cloudmailin_domain WHERE tenant_id = %(tenant)s
    ), told AS (
        INSERT INTO portal_notice (tenant_id, event_id, user_id, attempts, problem, sent_at)
        SELECT tenant_id, id, %(user)s, 1, '', at FROM cloudmailin_domainevent WHERE tenant_id = %(tenant)s AND kind = 'added'
    )
    INSERT INTO tenants_auditentry
        (tenant_id, brand_id, actor_id, action, target_kind, target_id, target_name, before, after, request_id, at)
    SELECT tenant_id, %(brand)s, %(user)s, 'domain_added', 'domain', public_id::text, name, '{}', '{}', '', created_at
    FROM cloudmailin_domain WHERE tenant_id = %(tenant)s
"""


def gather(tenant: Tenant) -> None:
    """For all of the tenant's domains, and an owner. Once a tenant."""
    owner = User.objects.create(email=f"owner-{tenant.pk}@example.com")
    Membership.objects.create(user=owner, tenant=tenant, role=Role.OWNER)
    account = Account.objects.get(brand=tenant.brand_id)
    given = {"tenant": tenant.pk, "user": owner.pk, "brand": account.brand_id}
    with connection.cursor() as cursor:
        cursor.execute(_GATHER, given)
