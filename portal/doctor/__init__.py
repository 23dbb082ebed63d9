"""`manage.py doctor`: looks at all that the portal stands on and says what to do, one line a thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portal.doctor import brands, dns, services, settings, work
from portal.doctor.line import Line, State

_ALONE: tuple[Callable[[], Iterator[Line]], ...] = (settings.examine, services.redis, dns.examine)
_IN_THE_DATABASE: tuple[Callable[[], Iterator[Line]], ...] = (
    settings.sealed,
    work.workers,
    work.waiting,
    brands.accounts,
    brands.hosts,
)


def examine() -> Iterator[Line]:
    """Everything; what is read from the database is left out where that is away or not up to date."""
    database = list(services.database())
    yield from database
    for look in _ALONE:
        yield from look()
    if all(each.state is not State.BROKEN for each in database):
        for look in _IN_THE_DATABASE:
            yield from look()
