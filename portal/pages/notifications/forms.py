"""What somebody wishes to hear of: a row of two switches for each topic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.models import Preference
from portal.notifications import ALWAYS, Topic
from portal.preferences import wishes
from portal.topic_words import TOPICS
from portal.words import Words
from tenants.models import Brand, Membership


@dataclass(frozen=True, slots=True)
class Switches:
    words: Words
    by_mail: forms.BoundField
    in_app: forms.BoundField


class PreferencesForm(forms.Form):
    def __init__(self, data: Any, *, member: Membership, brand: Brand) -> None:
        super().__init__(data)
        self._member, self._brand = member, brand
        for topic in Topic:
            [(_member, wish)] = wishes([member], brand, topic)
            always = topic in ALWAYS
            for name, label, on in (
                (f"{topic}-by_mail", _("By mail"), wish.by_mail),
                (f"{topic}-in_app", _("In the portal"), wish.in_app),
            ):
                self.fields[name] = forms.BooleanField(
                    label=label, required=False, initial=on, disabled=always
                )

    def rows(self) -> Iterator[Switches]:
        for topic in Topic:
            yield Switches(TOPICS[topic], self[f"{topic}-by_mail"], self[f"{topic}-in_app"])

    def save(self) -> None:
        """Only what may be chosen."""
        with transaction.atomic():
            for topic in Topic:
                if topic not in ALWAYS:
                    chosen = {
                        "by_mail": self.cleaned_data[f"{topic}-by_mail"],
                        "in_app": self.cleaned_data[f"{topic}-in_app"],
                    }
                    Preference.objects.update_or_create(
                        user=self._member.user, brand=self._brand, topic=topic, defaults=chosen
                    )
