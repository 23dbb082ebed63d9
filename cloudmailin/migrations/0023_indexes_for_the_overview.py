"""The overview's order is an index's, however many domains a tenant has."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("cloudmailin", "0022_need_of_those_there"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="domain",
            index=models.Index(
                condition=models.Q(removed_at=None), fields=["tenant", "need", "name"], name="domain_by_need"
            ),
        ),
        AddIndexConcurrently(
            model_name="domain",
            index=models.Index(
                condition=models.Q(removed_at=None),
                fields=["tenant", "-created_at", "-id"],
                name="domain_newest_first",
            ),
        ),
    ]
