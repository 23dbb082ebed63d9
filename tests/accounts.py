"""What tests of signing in share: a visitor's browser, the mails about accounts, codes and links out of them."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from hashlib import sha1

from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from portal.accounts import postbox
from tenants.models import Brand

CODE = re.compile(r"^([A-Z0-9]{4}-?[A-Z0-9]{4})$", re.MULTILINE)
NO_LONGER = "This link or code does not work any more. Ask for a new one."


def visitor(brand: Brand) -> Client:
    return Client(headers={"host": brand.primary_host})


def mails() -> list[EmailMessage]:
    """All that were posted so far; they leave in a thread, one after another."""
    postbox.sender.submit(int).result()
    return list(mail.outbox)


def code_in(message: EmailMessage) -> str:
    found = CODE.search(str(message.body))
    assert found, message.body
    return found[1]


def link_in(message: EmailMessage) -> tuple[str, str]:
    """Its host and its path."""
    found = re.search(r"https?://([^/:\s]+)(?::\d+)?(/\S+)", str(message.body))
    assert found, message.body
    return found[1], found[2]


def sign_in(client: Client, email: str, password: str) -> str:
    """Where it leads; "" where it leads nowhere."""
    return client.post("/login/", {"login": email, "password": password}).headers.get("location", "")


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def app_code(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app shows (RFC 6238), so many periods from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"
