from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal import notices  # noqa: F401  (hears of events)
        from portal.console import accounts, claims, domains, drift, people, tenants  # noqa: F401  (register with the admin site)
