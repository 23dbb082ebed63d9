"""Text that people type stays text: on pages, in mails, in files and in logs. (Files: test_spreadsheet.py.)"""

from __future__ import annotations

import json
import logging

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from portal.farewell import tell_owners
from tenants.audit import AuditAction, record
from tenants.models import Tenant, User
from tests.build import a_member

pytestmark = pytest.mark.django_db

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "a\r\nBcc: victim@example.com\r\n\r\nbody",
    "a\nX-Injected: 1",
    "a\u2028b\u2029c\x85d",
    "\x1b[31mred\x1b]0;title\x07",
    "\u202egpj.exe",
    "=HYPERLINK(1)",
]
PAGES = ("/", "/audit/", "/team/", "/closing/", "/account/data/", "/domains/add/", "/profile/")
HARMFUL = (b"<script>alert", b"<img src=x")


@pytest.fixture(params=PAYLOADS, ids=range(len(PAYLOADS)))
def hostile(request: pytest.FixtureRequest, home: Tenant) -> Tenant:
    """A tenant and a person of whom every text is hostile, and an entry about both."""
    Tenant.objects.filter(pk=home.pk).update(name=request.param[:120], deletes_at=timezone.now())
    person = a_member(home)
    User.objects.filter(pk=person.pk).update(name=request.param)
    home.refresh_from_db()
    record(AuditAction.TENANT_CHANGED, actor=person, target=home, after={"note": request.param})
    return home


def test_on_no_page_does_it_become_markup(hostile: Tenant) -> None:
    client = Client(headers={"host": hostile.brand.primary_host})
    client.force_login(User.objects.get(memberships__tenant=hostile))
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code == 200, page
        for harm in HARMFUL:
            assert harm not in answer.content, page


def test_in_no_mail_does_it_add_a_line_to_the_headers(
    hostile: Tenant, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tell_owners(hostile, "closing")
    (sent,) = mail.outbox
    assert isinstance(sent, EmailMultiAlternatives)
    message = sent.message()
    assert {"Bcc", "X-Injected"}.isdisjoint(message.keys())
    assert "\n" not in sent.subject
    assert HARMFUL[0] not in str(sent.alternatives[0][0]).encode()


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_in_the_log_it_stays_within_its_line(payload: str) -> None:
    (handler,) = (each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler)
    said = {
        "msg": "Somebody typed: %s",
        "args": (payload,),
        "levelno": logging.WARNING,
        "levelname": "WARNING",
    }
    line = handler.format(logging.makeLogRecord(said))
    assert json.loads(line)["event"].startswith("Somebody typed: ")
    assert not {"\r", "\n", "\x1b", "\x07", "\u2028", "\x85"} & set(line)
