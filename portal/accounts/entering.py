"""Let in who has proven an address by a link from a mail; who has a second step is asked for it."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.http import HttpResponse

from portal.request import Request
from tenants.models import User


def enter(request: Request, person: User) -> HttpResponse:
    """The person has to belong to the brand by now."""
    answer: HttpResponse = perform_login(request, Login(user=person, email=person.email))
    return answer
