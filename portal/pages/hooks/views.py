"""The mail service tells what happened to messages. Whoever knows path and password may; what they say is a hint."""

from __future__ import annotations

from base64 import b64decode

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cloudmailin.models import Account
from cloudmailin.trials import events as told
from cloudmailin.trials import hook
from portal.access import by_token
from portal.request import Request

MOST_BYTES = 256 * 1024


@by_token
@csrf_exempt
@never_cache
@require_POST
def events(request: Request, secret: str) -> HttpResponse:
    """204 for whatever can be read, of our messages or not; 404 for a wrong path, as for any other."""
    account = Account.objects.filter(brand=request.brand).first()
    if account is None or not hook.is_path(account, secret):
        raise Http404
    if not hook.opens(account, *_credentials(request)):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="events"'})
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        told.keep(account, told.read(body))
    except told.Unreadable:
        return HttpResponse(status=400)
    return HttpResponse(status=204)


def _credentials(request: Request) -> tuple[str, str]:
    """User name and password of HTTP Basic (RFC 7617), both empty where there are none."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return user, password
