"""Every mail of the product: in the brand's name and look, as text and as HTML.

`templates/email/NAME.txt` begins with the subject and an empty line; `NAME.html` fills the blocks of `base.html`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from email.utils import formataddr, make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal import theme
from portal.links import link
from portal.locality import at_home, choice_of
from portal.look import look_of
from tenants.models import Brand

_CARD, _DARK_CARD = "#ffffff", "#1b2027"
_UNFIT = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories of characters that end lines, or steer what shows them."""
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the direction of writing (UAX 9), and could make an address look like another."""


def letter(
    brand: Brand,
    to: str,
    template: str,
    context: Mapping[str, Any],
    *,
    asked_in: str = "",
    connection: BaseEmailBackend | None = None,
) -> EmailMultiAlternatives:
    """A mail to one address, not sent yet; answers to it go to the brand's support.

    It speaks the language that the reader has chosen, else that of the page where they asked for it, else the brand's.
    """
    language, time_zone = choice_of(one_line(to))
    with at_home(brand, language or asked_in, time_zone):
        given = {**context, "brand": brand, **_look(brand)}
        subject, _, body = render_to_string(f"email/{template}.txt", given).lstrip().partition("\n\n")
        html = render_to_string(f"email/{template}.html", given)
    sender = _sender(brand)
    message = EmailMultiAlternatives(
        subject=one_line(subject),
        body=f"{body.strip()}\n",
        from_email=sender,
        to=[one_line(to)],
        reply_to=[one_line(brand.support_email)],
        headers={"Auto-Submitted": "auto-generated", "Message-ID": _message_id(sender)},
        connection=connection,
    )
    message.attach_alternative(html, "text/html")
    return message


def one_line(text: str) -> str:
    """Fit for a header: nothing in it ends the line, or turns the direction of writing."""
    kept = (" " if unicodedata.category(each) in _UNFIT else each for each in text if each not in _TURNS)
    return " ".join("".join(kept).split())


def _sender(brand: Brand) -> str:
    name = brand.sender_name or brand.name
    address = brand.sender_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return formataddr((one_line(name), one_line(address)))


def _message_id(sender: str) -> str:
    """Of the sender's domain: the default tells the name of the machine."""
    return make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])


def _look(brand: Brand) -> dict[str, Any]:
    """Mail programs load no stylesheet, so the colours stand in the elements."""
    legal = [
        (_("Terms"), brand.terms_url),
        (_("Privacy"), brand.privacy_url),
        (_("Imprint"), brand.imprint_url),
    ]
    return {
        "light": theme.scheme(brand.colour, _CARD),
        "dark": theme.scheme(brand.colour, _DARK_CARD),
        "logo": link(brand, look_of(brand).logo) if brand.logo else "",
        "legal": [(label, url) for label, url in legal if url],
    }
