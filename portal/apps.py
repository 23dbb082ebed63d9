from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.console import accounts, claims, domains, drift, people  # noqa: F401  (register with the admin site)
