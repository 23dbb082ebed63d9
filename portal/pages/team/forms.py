"""Forms about people. Each offers only the roles that whoever fills it in may give."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils.translation import gettext_lazy as _

from portal.letters import one_line
from portal.role_words import choices
from tenants import invitations
from tenants.invitations import AlreadyIn, AlreadyInvited, TooMany
from tenants.models import Invitation, Membership, User
from tenants.roles import GIVES, Role


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, mine: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._mine = mine
        self.fields["role"].choices = choices(GIVES[Role(mine.role)])  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class InviteForm(RoleForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The invitation is for this address alone: forwarding it is of no use."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    field_order = ("email", "role")

    def invite(self, by: User) -> tuple[Invitation, str] | None:
        """None with the reason beside the field; raises NotAllowed."""
        try:
            given = self.cleaned_data
            return invitations.invite(self._mine.tenant, given["email"], given["role"], by=by)
        except AlreadyIn:
            self.add_error("email", _("This person is in the team already."))
        except AlreadyInvited:
            self.add_error(
                "email",
                _(
                    "There is an invitation to this address. Send it again on the team's page, or revoke it first."
                ),
            )
        except TooMany:
            self.add_error(None, _("That is enough invitations for one day. Please go on tomorrow."))
        return None


class NewPersonForm(forms.Form):
    """Whoever has no account yet. The address is the invitation's."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_name(self) -> str:
        if name := one_line(self.cleaned_data["name"]):
            return name
        raise forms.ValidationError(_("Please write your name."))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if password := given.get("password"):
            person = User(email=self._email, name=given.get("name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as problems:
                self.add_error("password", problems)
        return given
