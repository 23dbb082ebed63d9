from importlib import import_module

from django.apps import AppConfig

_HEARS_OF_EVENTS = [
    "portal.accounts.addresses",
    "portal.accounts.history",
    "portal.audit_signals",
    "portal.farewell",
    "portal.notices",
    "portal.staff_mail",
]
_CHECKS = ["portal.checks"]
_REGISTERS_WITH_THE_ADMIN_SITE = [
    f"portal.console.{each}"
    for each in (
        "accounts",
        "addresses",
        "announcements",
        "audit",
        "claims",
        "domains",
        "drift",
        "notices",
        "operations",
        "people",
        "tenants",
        "workers",
    )
]


class PortalConfig(AppConfig):
    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for module in (*_CHECKS, *_HEARS_OF_EVENTS, *_REGISTERS_WITH_THE_ADMIN_SITE):
            import_module(module)
