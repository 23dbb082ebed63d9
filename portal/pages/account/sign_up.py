"""Signing up, where the brand opens it: an address first, then by a link in a mail all the rest.

So there is no account before its address is proven, and the page says the same to everybody.
"""

from __future__ import annotations

from allauth.core import ratelimit
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from portal.access import by_token, own_account, public
from portal.accounts.adapter import NO_LONGER
from portal.accounts.entering import enter
from portal.accounts.postbox import post
from portal.letters import letter
from portal.links import link
from portal.pages.account.forms import AddressForm, NewPersonForm, TenantForm
from portal.request import MemberRequest
from portal.staff_mail import tell_of_sign_up
from tenants.access import belongs
from tenants.audit import AuditAction, record
from tenants.models import Brand, Membership, User
from tenants.models.brand import SignUp
from tenants.sign_up import BelongsAlready, begin

_SALT = "portal.pages.account.sign_up"
_LIVES = 3600
"""Seconds that a link works."""


@public
@never_cache
def ask(request: MemberRequest) -> HttpResponse:
    _only_where_open(request.brand)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        too_many = ratelimit.consume_or_429(request, action="signup", key=email)
        if too_many:
            return too_many  # type: ignore[no-any-return]
        _write(request.brand, email)
        return redirect("sign_up_sent")
    return render(request, "account/sign_up.html", {"form": form})


@public
def sent(request: MemberRequest) -> HttpResponse:
    _only_where_open(request.brand)
    return render(request, "account/sent.html")


@by_token
@never_cache
@sensitive_post_parameters("password")
def finish(request: MemberRequest, token: str) -> HttpResponse:
    _only_where_open(request.brand)
    email = _address_in(token, request.brand)
    person = User.objects.filter(email=email).first()
    if email is None or (person and (not person.is_active or belongs(person, request.brand))):
        return _no_longer(request)
    form = TenantForm(request.POST or None) if person else NewPersonForm(request.POST or None, email=email)
    if request.method == "POST" and form.is_valid():
        return _begin(request, email, form.cleaned_data)
    return render(request, "account/sign_up_finish.html", {"form": form, "email": email})


@own_account
def waiting(request: MemberRequest) -> HttpResponse:
    if not request.membership.tenant.awaits_approval:
        return redirect("domains")
    return render(request, "account/waiting.html")


def _only_where_open(brand: Brand) -> None:
    if brand.sign_up == SignUp.CLOSED:
        raise Http404


def _write(brand: Brand, email: str) -> None:
    """One of two mails, so that a member learns of it as well, and the answer takes as long."""
    known = User.objects.filter(email=email).first()
    if known and belongs(known, brand):
        post(letter(brand, email, "sign_up_known", {"address": link(brand, reverse("login"))}))
        return
    token = signing.dumps({"email": email, "brand": brand.pk}, salt=_SALT)
    path = reverse("sign_up_finish", args=[token])
    post(letter(brand, email, "sign_up", {"address": link(brand, path)}))


def _address_in(token: str, brand: Brand) -> str | None:
    """None for a token that is not ours, too old, or of another brand."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=_LIVES)
    except signing.BadSignature:
        return None
    return str(said["email"]) if said["brand"] == brand.pk else None


def _begin(request: MemberRequest, email: str, said: dict[str, str]) -> HttpResponse:
    try:
        made = begin(request.brand, email, said.get("name", ""), said.get("password", ""), said["tenant"])
    except BelongsAlready:
        return _no_longer(request)
    _note(made)
    return enter(request, made.user)


def _note(made: Membership) -> None:
    record(AuditAction.SIGNED_UP, actor=made.user, target=made.user, tenant=made.tenant)
    record(AuditAction.TENANT_CREATED, actor=made.user, target=made.tenant)
    if made.tenant.awaits_approval:
        tell_of_sign_up(made.tenant)


def _no_longer(request: MemberRequest) -> HttpResponse:
    context = {"sentence": NO_LONGER, "again": reverse("sign_up")}
    return render(request, "account/no_longer.html", context)
