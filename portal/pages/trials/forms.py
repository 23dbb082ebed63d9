"""The form that sends a test message: one field, the part before the @ at the tenant's own domain."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cloudmailin.models import Domain, TrialMessage
from cloudmailin.trials.ask import NotReady, TooMany, ask
from portal import mail_words
from tenants import names
from tenants.models import User

Way = TrialMessage.Way

_LOCAL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?")
"""Plain and safe in a header; RFC 5322 allows more, and test messages need none of it."""


class TrialForm(forms.Form):
    local = forms.CharField(
        max_length=64,
        initial="test",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "size": 20}
        ),
    )

    def __init__(self, data: Any, *, domain: Domain, way: Way) -> None:
        super().__init__(data)
        self._domain, self._way = domain, way
        self.fields["local"].label = _("From") if way == Way.OUT else _("To")
        host = names.unicode(names.base(domain.name))
        self.fields["local"].help_text = _("The part before @{host}").format(host=host)

    def clean_local(self) -> str:
        typed: str = self.cleaned_data["local"].strip()
        if not _LOCAL.fullmatch(typed) or ".." in typed:
            raise forms.ValidationError(
                gettext_lazy("Use letters, digits, dots and hyphens, like test or jane.doe.")
            )
        return typed

    def send(self, user: User) -> TrialMessage | None:
        """None where it can't be sent now; the form says why."""
        brand = self._domain.tenant.brand
        body = str(mail_words.BODY).format(brand=brand.name, name=names.unicode(self._domain.name))
        try:
            return ask(
                self._domain,
                self._way,
                self.cleaned_data["local"],
                user,
                subject=str(mail_words.SUBJECT),
                body=body,
            )
        except TooMany:
            self.add_error(None, _("You have sent several test messages just now. Try again in an hour."))
        except NotReady:
            self.add_error(None, _("The domain does not work at the moment. Look at its page first."))
        return None
