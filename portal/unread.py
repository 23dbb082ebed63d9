"""How much is new to somebody, for the bell in the header: one query, where a template asks."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from portal.models import Notice

_MOST = 100


def unread(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """A context processor. It counts no further than a hundred."""
    return {"unread": lambda: _count(request)}


def _count(request: HttpRequest) -> int:
    if getattr(request, "membership", None) is None:
        return 0
    new = Notice.objects.filter(user=request.user.pk, channel=Notice.Channel.IN_APP, read_at=None)
    return len(new.values_list("pk", flat=True)[:_MOST])
