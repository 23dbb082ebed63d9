"""What a tick of the scheduler asks is answered by an index, however many domains there are."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("cloudmailin", "0008_workers"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="domain",
            index=models.Index(
                fields=["account", "watched_until"],
                condition=models.Q(watched_until__isnull=False),
                name="domain_watched",
            ),
        ),
        AddIndexConcurrently(
            model_name="domain",
            index=models.Index(fields=["account", "created_at"], name="domain_first_of_account"),
        ),
    ]
