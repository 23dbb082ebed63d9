"""What one tick of the scheduler costs, as the tables grow and what is due stays the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter

from django.db import connection, transaction

from cloudmailin.lifecycle import check
from cloudmailin.models import Account, Domain
from cloudmailin.queue import clock
from cloudmailin.queue.claim import Claim, claim
from cloudmailin.queue.step import accounts_to_serve
from cloudmailin.reconcile.rounds import begin_due
from portal.bench import background
from portal.bench.world import make
from tenants.models import Tenant

_DUE = 100
"""Domains to check and operations that wait, at every size."""

_TIMES = 9

_GROW = """
    WITH grown AS (
        INSERT INTO cloudmailin_domain
            (tenant_id, account_id, name, public_id, token, zone, created_at, touched_at, proven_at,
             checked_at, next_check_at)
        SELECT %(tenant)s, %(account)s, 'grown-' || n || '.test', gen_random_uuid(), 'grown' || n, '',
               now(), now() - interval '40 days', now(), now(), now() + interval '8 hours' * random() + interval '1 hour'
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
        RETURNING id
    ), attached AS (
        INSERT INTO cloudmailin_sendingdomain
            (tenant_id, domain_id, state, state_since, misses, reason, reason_detail, remote_id, mta_domain,
             required_cname, dkim_selector, dkim_domain, dkim_public_record)
        SELECT %(tenant)s, id, 'verified', now(), 0, '', '', id::text, '', '', '', '', '' FROM grown
        RETURNING id, domain_id
    ), served AS (
        INSERT INTO cloudmailin_operation
            (tenant_id, account_id, domain_id, kind, target_id, status, rank, due_at, attempts, look_first,
             outcome, created_at, ended_at)
        SELECT %(tenant)s, %(account)s, domain_id, kind, id, 'done', 1, now() - interval '30 days', 1, false,
               '', now(), now() - interval '30 days'
        FROM attached, unnest(ARRAY['create_sending', 'verify_sending']) AS kind
        RETURNING id
    )
    INSERT INTO cloudmailin_apicall
        (tenant_id, account_id, operation_id, fence, is_look, is_interactive, outcome, note, started_at, completed_at)
    SELECT %(tenant)s, %(account)s, id, %(fence)s + row_number() OVER (), false, false, 'done', '',
           now() - interval '30 days', now() - interval '30 days'
    FROM served
"""
"""Domains as they are most of their life: verified, with their calls in the ledger, to be checked in some hours."""


@dataclass(frozen=True, slots=True)
class Tick:
    """The rows that PostgreSQL read for it, which no busy machine changes, and the milliseconds that it took."""

    domains: int
    rows: int
    milliseconds: float


def ticks_at(sizes: list[int]) -> Iterator[Tick]:
    """A tick at each size; the sizes must grow."""
    account, tenants = make("ticks", 10)
    background.add(account, tenants, _DUE)
    Domain.objects.update(next_check_at=clock.now())
    steps = (accounts_to_serve, partial(_claim, account), check.take, begin_due)
    there = 0
    for size in sizes:
        _grow(account, tenants[0], there + 1, size)
        there = size
        yield Tick(size, *_measured(lambda: [step() for step in steps]))


def _grow(account: Account, tenant: Tenant, first: int, last: int) -> None:
    given = {"tenant": tenant.pk, "account": account.pk, "first": first, "last": last, "fence": 2 * first}
    with connection.cursor() as cursor:
        cursor.execute(_GROW, given)
        cursor.execute("VACUUM ANALYZE")
    Account.objects.filter(pk=account.pk).update(fence=2 * last + 2)


def _claim(account: Account) -> None:
    claimed = claim(account.pk)
    assert isinstance(claimed, Claim), claimed


def _measured(tick: Callable[[], object]) -> tuple[int, float]:
    """The rows, and the median of the times; what it does is taken back, so that the next does the same."""
    rows, took = 0, []
    for _ in range(_TIMES):
        with transaction.atomic():
            before, began = _rows_read(), perf_counter()
            tick()
            took.append((perf_counter() - began) * 1000)
            rows = _rows_read() - before
            transaction.set_rollback(True)
    return rows, median(took)


def _rows_read() -> int:
    """By this transaction so far, from tables and through indexes (pg_stat_xact_user_tables)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])
