"""Tables of the sign-in library that nobody looks at: they hold the keys of sessions, and secrets of second factors.

Its classes are taken out again; what staff need of them is an action on people.
"""

from __future__ import annotations

from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin

for _app in ("account", "mfa", "usersessions"):
    import_module(f"allauth.{_app}.admin")

admin.site.unregister([EmailAddress, Authenticator, UserSession])
