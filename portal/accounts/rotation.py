"""Secrets of second factors under the newest key: the sign-in library keeps them in a column of JSON."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.db import transaction

from cloudmailin.rotation import Fate, fate_of, renewed

_SEALED = ("secret", "seed")
"""Of an authenticator app, and of recovery codes."""


def rotate(*, only_look: bool = False) -> Iterator[Fate]:
    """As `cloudmailin.rotation.rotate`: one a secret, as it was found."""
    for pk in Authenticator.objects.values_list("pk", flat=True).iterator():
        yield from _of_one(pk, only_look)


@transaction.atomic
def _of_one(pk: int, only_look: bool) -> list[Fate]:
    """Locked, since recovery codes are ticked off in the same column."""
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    sealed = {name: token for name, token in row.data.items() if name in _SEALED} if row else {}
    fates = {name: fate_of(token) for name, token in sealed.items()}
    older = {name: sealed[name] for name, fate in fates.items() if fate is Fate.OLDER}
    if row and older and not only_look:
        row.data |= {name: renewed(token) for name, token in older.items()}
        row.save(update_fields=["data"])
    return list(fates.values())
