"""The few that wait for CloudMailin or were refused are found without reading those that work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

STUCK = models.Q(state__in=["requested", "provisioning", "verifying", "rejected"])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("cloudmailin", "0030_indexes_for_the_console"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name=part,
            index=models.Index(condition=STUCK, fields=["state", "reason", "domain"], name=f"{use}_stuck"),
        )
        for part, use in (("receivingdomain", "receiving"), ("sendingdomain", "sending"))
    ]
