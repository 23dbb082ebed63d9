"""Secrets of second factors at rest, what passkeys are bound to, and who has to have one."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from cloudmailin.sealed import seal, unseal
from portal.accounts.house import brand_of
from portal.request import Request
from tenants.hosts import canonical

_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""Recovery codes are no factor of their own: they stand in for one that is lost."""


def is_due(request: Request) -> bool:
    """Whether the signed-in person has to set up a second step before anything else; who only looks has done so."""
    if request.viewing is not None:
        return False
    required = settings.STAFF_MFA if request.brand is None else request.brand.second_factor_required
    return required and not is_mfa_enabled(request.user, _FACTORS)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That did not fit. Check it and try again."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return brand_of(context.request).name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bound to the brand's host (WebAuthn Level 2, section 5.4.2): a passkey of one brand is none of another."""
        return {
            "id": canonical(context.request.get_host()) or "",
            "name": brand_of(context.request).name,
        }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return now("Passkey") if number == 1 else now("Passkey {number}").format(number=number)
