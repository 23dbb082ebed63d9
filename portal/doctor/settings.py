"""The settings: what Django's checks say of them, where mail goes, and whether the keys open what is sealed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from smtplib import SMTPException

from django.conf import settings
from django.core.checks import ERROR, CheckMessage, run_checks
from django.core.mail import get_connection

from cloudmailin import rotation
from cloudmailin.rotation import Fate
from portal.accounts import rotation as second_factors
from portal.doctor.line import Line, attention, broken, ok

_CONSOLE = "django.core.mail.backends.console.EmailBackend"


def examine() -> Iterator[Line]:
    found = run_checks(include_deployment_checks=settings.IS_PUBLIC)
    yield from (_told(each) for each in found if not each.is_silenced())
    if not found:
        yield ok("settings", f"in order, for {', '.join(settings.CONSOLE_HOSTS)}")
    yield _mail()


def _told(message: CheckMessage) -> Line:
    say = broken if message.level >= ERROR else attention
    return say("settings", f"{message.msg} ({message.id})", str(message.hint or "See `manage.py check`."))


def _mail() -> Line:
    if settings.EMAIL_BACKEND == _CONSOLE:
        say = attention if settings.IS_PUBLIC else None
        shown = "mails are shown on the console and reach nobody"
        return say("mail", shown, "Set EMAIL_URL (docs/own-mail.md).") if say else ok("mail", shown)
    try:
        with get_connection():
            return ok("mail", f"{settings.EMAIL_HOST or settings.EMAIL_BACKEND} takes mails")
    except (SMTPException, OSError) as error:
        said = f"{settings.EMAIL_HOST} does not take mails ({type(error).__name__})"
        return broken("mail", said, "Look at EMAIL_URL, then try `manage.py sendtestemail you@example.com`.")


def sealed() -> Iterator[Line]:
    """Every secret is tried, with all keys."""
    fates = Counter(chain(rotation.rotate(only_look=True), second_factors.rotate(only_look=True)))
    if unreadable := fates[Fate.UNREADABLE]:
        todo = "Put the key that is missing back into FIELD_KEYS, or enter those secrets anew."
        yield broken("secrets", f"{unreadable} that none of FIELD_KEYS opens", todo)
    if older := fates[Fate.OLDER]:
        yield attention("secrets", f"{older} under older keys", "Run `manage.py rotate_keys`.")
    elif not unreadable:
        yield ok("secrets", f"{fates[Fate.NEWEST]} under the newest key")
