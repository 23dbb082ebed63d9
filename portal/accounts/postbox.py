"""Mails about accounts leave in a thread, after the answer: how long it takes would tell whether there is an account.

A mail that is lost with its process is one that its reader asks for again.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from django.core.mail import EmailMessage

log = logging.getLogger(__name__)

sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="postbox")


def post(message: EmailMessage) -> None:
    sender.submit(_send, message)


def rehearse(message: EmailMessage) -> None:
    """The work of `post` without the mail: the thread takes its time from the answer's, whoever is written to."""
    sender.submit(message.message)


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except OSError:
        log.exception("A mail about an account could not be sent.")
