"""Each brand: can its account be called, and do its host names serve?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from cloudmailin.dns.finding import Finding, FindingStatus
from cloudmailin.models import Account, ApiCall
from cloudmailin.ownership.brand_hosts import check_now, wanted
from cloudmailin.queue import clock
from portal.doctor.line import Line, attention, broken, ok
from tenants.models import Brand, BrandHost
from tenants.models.host import is_local
from tenants.scoping import across_tenants

_SEALED = ("api_key", "inbound_auth", "smtp_token", "hook_password")
"""Not needed, and not to be opened where the key to them is missing."""


def accounts() -> Iterator[Line]:
    """By what its last calls brought: no call is spent on this."""
    now = clock.now()
    of_brands = {each.brand_id: each for each in Account.objects.defer(*_SEALED)}
    for brand in Brand.objects.order_by("name"):
        account = of_brands.get(brand.pk)
        about = f"account of {brand}"
        if account is None:
            todo = "Enter it at the brand in the console: until then nobody can add a domain."
            yield attention(about, "there is none", todo)
        else:
            yield _account(about, account, now)


def _account(about: str, account: Account, now: datetime) -> Line:
    if account.circuit_opened_at:
        said = f"nothing is called since {account.circuit_opened_at:%Y-%m-%d %H:%M} UTC: {account.circuit_reason}"
        return broken(
            about,
            said,
            "Enter a key that works at the account in the console, or let it be called again there.",
        )
    if settings.IS_PUBLIC and not account.base_url.startswith("https://"):
        return broken(
            about, f"it is called in the clear, at {account.base_url}", "Set its base URL in the console."
        )
    if account.unproven_since:
        said = f"its credentials were changed at {account.unproven_since:%Y-%m-%d %H:%M} UTC, and it is only read since"
        todo = "Wait for its round. Where that braked it is another account: enter the right one, or lift the brake."
        return attention(about, said, todo)
    if account.gate_until and account.gate_until > now:
        said = f"CloudMailin asked for a rest until {account.gate_until:%H:%M:%S} UTC"
        return attention(about, said, "Wait. If it comes often, lower the account's limit in the console.")
    return _last_call(about, account)


def _last_call(about: str, account: Account) -> Line:
    with across_tenants():
        calls = ApiCall.objects.filter(account=account).exclude(outcome=ApiCall.Outcome.PENDING)
        last = calls.order_by("-fence").first()
    if last is None:
        todo = "It is called when there is something to do; `manage.py reconcile` begins with a list."
        return attention(about, "it was never called, so nobody knows whether the key works", todo)
    said = f"last call at {last.completed_at:%Y-%m-%d %H:%M} UTC: {last.outcome}"
    if last.outcome in (ApiCall.Outcome.UNAVAILABLE, ApiCall.Outcome.UNKNOWN):
        todo = "It is tried again by itself. Is CloudMailin up, and can this machine reach it?"
        return attention(about, f"{said}. {last.note}".strip(), todo)
    return ok(about, said)


def hosts() -> Iterator[Line]:
    """DNS is asked for the proof of each; one that waits and has it serves from now on."""
    known = list(BrandHost.objects.select_related("brand").order_by("brand__name", "name"))
    asked = [each for each in known if each.proof_token and not is_local(each.name)]
    findings = dict(zip((each.pk for each in asked), check_now(asked) if asked else (), strict=True))
    for host in known:
        yield _host(host, findings.get(host.pk))
    served = {host.brand_id for host in known if host.is_primary}
    for brand in Brand.objects.exclude(pk__in=served).order_by("name"):
        if not any(host.brand_id == brand.pk for host in known):
            todo = "Add one at the brand in the console: it is served nowhere."
            yield attention(f"host names of {brand}", "there is none", todo)


def _host(host: BrandHost, finding: Finding | None) -> Line:
    about = f"host {host.name}"
    is_there = finding is None or finding.status is FindingStatus.OK
    if host.proven_at is None and not is_there:
        record = wanted(host).records[0]
        todo = f"Publish the TXT record {record.name} with the value {record.value}."
        return attention(about, f"{host.brand} is not served there: its record is not in DNS", todo)
    if finding is not None and finding.status is FindingStatus.UNKNOWN:
        return attention(
            about, "DNS does not say whether its record is there", "See “dns” above; look again later."
        )
    if not is_there:
        todo = "Is the name still the brand's? Then publish the record again; else remove it in the console."
        return attention(about, f"serves {host.brand}, and its proof is not in DNS any more", todo)
    return ok(about, f"serves {host.brand}")
