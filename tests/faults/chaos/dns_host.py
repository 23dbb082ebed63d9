"""The customers' DNS host: the records that a domain asks for, published as far as they are known."""

from __future__ import annotations

import httpx

from cloudmailin.dns.records import Record
from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Domain


class DnsHost:
    def __init__(self, simulator_url: str) -> None:
        self._http = httpx.Client(base_url=simulator_url, timeout=10, trust_env=False)

    def publish(self, domain: Domain, published: int) -> int:
        """Publish what is asked for beyond the first `published` records; how many there are now."""
        records = [record for each in record_sets(domain) for record in each.records]
        if not published and records:
            self._post("/_sim/zones", {"zone": domain.name})
        for record in records[published:]:
            self._replace(f"/_sim/zones/{domain.name}/records", record)
        return len(records)

    def _replace(self, path: str, record: Record) -> None:
        """Of the name's earlier life nothing stays: a second CNAME could not stand beside the first."""
        place = {"name": record.name, "type": record.type}
        if record.type == "CNAME":
            self._http.request("DELETE", path, json=place).raise_for_status()
        self._post(path, {**place, "value": record.value})

    def _post(self, path: str, body: dict[str, str]) -> None:
        self._http.post(path, json=body).raise_for_status()
