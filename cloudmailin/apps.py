from django.apps import AppConfig


class CloudMailinConfig(AppConfig):
    name = "cloudmailin"
    verbose_name = "CloudMailin"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cloudmailin import checks, tasks  # noqa: F401  (hangs the tasks on the bell, in every process)
