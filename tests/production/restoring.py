"""A backup, an hour's work that it does not know of, and the restore: what reconciliation finds, and what it leaves."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from django.db import connections

from cloudmailin.lifecycle.attach import attach
from cloudmailin.lifecycle.detach import detach
from cloudmailin.lifecycle.repair import choices
from cloudmailin.lifecycle.schedule import check_now
from cloudmailin.models import Account, Domain, Drift, Operation
from cloudmailin.queue import clock
from cloudmailin.states import GOOD, Use
from portal.console.evidence import evidence
from portal.demo import services
from portal.embedded import postgres
from portal.embedded.ports import Ports
from portal.seeds import LABELS
from tenants.models import Tenant
from tenants.names import DomainName
from tenants.scoping import across_tenants
from tests.cloudmailin.reconcile.way import pass_time, run_round
from tests.faults.chaos.dns_host import DnsHost
from tests.production.estate import Estate, running
from tests.production.stopping import wait_until

KEPT, REMOVED, FORGOTTEN = "kept.test", "removed-later.test", "added-later.test"
_HOUR = timedelta(hours=1)
_PROCESSES = ("beat", "worker-1", "web")


def rehearse(folder: Path, inside: Ports, outside: Ports) -> dict[str, Any]:
    with running(folder, inside, outside, workers=("worker-1",)) as estate:
        account = Account.objects.get(remote_id=LABELS[0].account)
        _bring_to_green(estate, account, KEPT, REMOVED)
        dump = folder / "portal.dump"
        _run(estate, "pg_dump", "--format=custom", f"--file={dump}", estate.database_url)
        _bring_to_green(estate, account, FORGOTTEN)
        _remove(REMOVED)
        before = _objects(estate)
        _stop(estate)
        _restore(estate, dump)
        with across_tenants():
            pass_time(_HOUR)
            run_round(account)
            found = [_told(drift) for drift in Drift.objects.filter(account=account).order_by("name", "what")]
        deletions = _deletions(estate)
        estate.add_worker("worker-2")
        estate.stack.start(services.beat(folder))
        _look_at_everything()
        return {
            "found": found,
            "same_objects": before == _objects(estate),
            "deletions": _deletions(estate) - deletions,
        }


def _bring_to_green(estate: Estate, account: Account, *names: str) -> None:
    """Domains that receive and send, by the workers and over DNS."""
    tenant, dns = Tenant.objects.filter(brand=account.brand).order_by("pk")[0], DnsHost(estate.simulator_url)
    with across_tenants():
        domains = {name: attach(tenant, DomainName(name), set(Use)) for name in names}
        published = dict.fromkeys(names, 0)

        def are_green() -> bool:
            rows = Domain.objects.filter(pk__in=[each.pk for each in domains.values()])
            for row in rows.select_related("tenant__brand", "receiving", "sending"):
                known = dns.publish(row, published[row.name])
                if known > published[row.name]:
                    published[row.name] = known
                    check_now(row)
            return all(one.state in GOOD for row in rows for one in row.attachments)

        wait_until(are_green, f"{', '.join(names)} to turn green")


def _remove(name: str) -> None:
    with across_tenants():
        domain = Domain.objects.get(name=name, removed_at=None)
        detach(domain, at_once=True)
        gone = Domain.objects.filter(pk=domain.pk, removed_at__isnull=False)
        wait_until(gone.exists, f"{name} to be removed")


def _stop(estate: Estate) -> None:
    connections.close_all()
    for name in _PROCESSES:
        estate.stack.stop(name)
    if estate.pgbouncer:
        estate.stack.stop(estate.pgbouncer.name)


def _restore(estate: Estate, dump: Path) -> None:
    """As docs/backup.md has it: into a database made anew."""
    server = estate.database_url.rpartition("/")[0]
    _run(estate, "dropdb", f"--maintenance-db={server}/postgres", "portal")
    _run(estate, "createdb", f"--maintenance-db={server}/postgres", "portal")
    _run(estate, "pg_restore", "--no-owner", "--exit-on-error", f"--dbname={estate.database_url}", str(dump))
    if estate.pgbouncer:
        estate.stack.start(estate.pgbouncer)


def _look_at_everything() -> None:
    """The restored portal checks every domain and does all that it thinks it has to do."""
    with across_tenants():
        for domain in Domain.objects.filter(removed_at=None):
            check_now(domain)
        due = Domain.objects.filter(next_check_at__lte=clock.now(), removed_at=None)
        live = Operation.objects.filter(status__in=[Operation.Status.WAITING, Operation.Status.RUNNING])
        wait_until(lambda: not due.exists() and not live.exists(), "the restored portal to come to rest")


def _run(estate: Estate, program: str, *arguments: str) -> None:
    ended = subprocess.run(
        [postgres.binaries() / program, *arguments], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def _told(drift: Drift) -> dict[str, Any]:
    """What staff read of it in the console, and what they may decide."""
    return {
        "kind": drift.kind,
        "what": drift.what,
        "name": drift.name,
        "evidence": evidence(drift),
        "choices": [each.value for each in choices(drift)],
    }


def _deletions(estate: Estate) -> int:
    return sum(call["method"] == "DELETE" for call in _ask(estate, "journal"))


def _ask(estate: Estate, what: str) -> Any:
    return httpx.get(f"{estate.simulator_url}/_sim/{what}", timeout=30).raise_for_status().json()


def _objects(estate: Estate) -> dict[str, list[str]]:
    """Those that are there to stay, by name."""
    shelves = _ask(estate, "objects")
    return {
        shelf: sorted(each["id"] for each in things if not each.get("vanishes_at"))
        for shelf, things in shelves.items()
    }
