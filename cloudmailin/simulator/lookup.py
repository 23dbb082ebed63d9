"""CloudMailin's own view of the DNS: real questions in real packets.

A choice: a question that gets no answer counts as "not there" for this time, as nothing is documented about
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import dns.asyncquery
import dns.exception
import dns.message
import dns.rdata
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

from .records import plain

_Rdata = TypeVar("_Rdata", bound=dns.rdata.Rdata)
_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Lookup:
    """Asks one resolver; names go in and come out without the final dot, lower case."""

    host: str
    port: int

    async def mail_hosts(self, name: str) -> set[str]:
        return {plain(mx.exchange) for mx in await self._ask(name, "MX", MX)}

    async def alias(self, name: str) -> str | None:
        aliases = await self._ask(name, "CNAME", CNAME)
        return plain(aliases[0].target) if aliases else None

    async def texts(self, name: str) -> list[str]:
        return [b"".join(txt.strings).decode(errors="replace") for txt in await self._ask(name, "TXT", TXT)]

    async def _ask(self, name: str, type_: str, kind: type[_Rdata]) -> list[_Rdata]:
        try:
            query = dns.message.make_query(name, type_, use_edns=0)
            response, _ = await dns.asyncquery.udp_with_fallback(
                query, self.host, port=self.port, timeout=_SECONDS
            )
        except (OSError, dns.exception.DNSException):
            return []
        return [rdata for rrset in response.answer for rdata in rrset if isinstance(rdata, kind)]
