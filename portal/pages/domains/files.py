"""A domain's records as a file, for people and tools that take them all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from cloudmailin.dns.exports import Format, export
from cloudmailin.dns.finding import FindingStatus
from cloudmailin.dns.records import Purpose, RecordSet
from cloudmailin.lifecycle.wanted import record_sets
from cloudmailin.models import Domain, Finding
from portal.pages.domains.sections import dns_host_of, zone_of

FORMATS: Mapping[str, str] = {each.name.lower(): each.value for each in Format}
"""By the names that templates use."""


def file_of(domain: Domain, format: str) -> HttpResponse | None:
    """None where one file can't hold the records, as they belong to several zones. Raises Http404 for no format."""
    if format not in FORMATS.values():
        raise Http404
    try:
        file = export(Format(format), dns_host_of(domain), zone_of(domain), tuple(_to_publish(domain)))
    except ValueError:
        return None
    disposition = content_disposition_header(as_attachment=True, filename=file.name)
    return HttpResponse(
        file.content,
        content_type=f"{file.media_type}; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


def _to_publish(domain: Domain) -> Iterator[RecordSet]:
    """No policy where there is one already, right or wrong: a file that is imported adds a second beside it."""
    stands = Finding.objects.filter(domain=domain, purpose=Purpose.DMARC).exclude(
        status__in=(FindingStatus.MISSING, FindingStatus.UNKNOWN)
    )
    has_policy = stands.exists()
    return (each for each in record_sets(domain) if not (has_policy and each.purpose is Purpose.DMARC))
