"""Something happens to a message: it is noted with the message, and its webhook is told in the background."""

from __future__ import annotations

from dataclasses import replace

from .events import Event, Kind, happening, steps
from .mailbox import WAITING
from .mailroom import send_round
from .sent import Sent
from .world import World


def begin(here: World, sent: Sent, content: bytes) -> None:
    """Keep a message that was just accepted, with all that happens on its way."""
    way = steps(sent.recipients, sent.id, sent.at, test_mode=sent.test_mode)
    url = _webhook(here, sent)
    noted = [[_noted(each, url) for each in step] for step in way]
    events = tuple(each for step in noted for each in step)
    here.mailbox.add(kept := replace(sent, events=events), content)
    send_round(here, kept.sender, kept.delivered_to, content)
    if url:
        here.webhooks.tell(url, sent.id, noted)


def add(here: World, sent: Sent, kind: Kind, recipient: str) -> None:
    """Let one more thing happen."""
    url = _webhook(here, sent)
    event = _noted(happening(kind, recipient, sent.id, here.now()), url)
    here.mailbox.happened(sent.id, [event])
    if url:
        here.webhooks.tell(url, sent.id, [[event]])


def _webhook(here: World, sent: Sent) -> str | None:
    server = here.state.outbound_accounts.get(sent.outbound_account)
    return server.webhook if server else None


def _noted(event: Event, url: str | None) -> Event:
    return replace(event, posted=WAITING) if url else event
