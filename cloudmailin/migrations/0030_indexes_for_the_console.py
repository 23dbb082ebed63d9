"""What the console's dashboard counts, and the lists behind it, are indexes' work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("cloudmailin", "0029_beyond_what_was_agreed"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="finding",
            index=models.Index(
                condition=models.Q(status__in=["wrong", "conflicting", "missing"]),
                fields=["purpose", "code", "domain"],
                name="finding_cause",
            ),
        ),
        AddIndexConcurrently(
            model_name="apicall",
            index=models.Index(fields=["started_at"], name="call_by_start"),
        ),
        AddIndexConcurrently(
            model_name="operation",
            index=models.Index(
                condition=models.Q(status="failed"), fields=["ended_at"], name="operation_failed"
            ),
        ),
        AddIndexConcurrently(
            model_name="domain",
            index=models.Index(
                condition=models.Q(claim="contested", removed_at=None),
                fields=["claim_since"],
                name="domain_contested",
            ),
        ),
        AddIndexConcurrently(
            model_name="drift",
            index=models.Index(fields=["-last_seen", "-id"], name="drift_newest_first"),
        ),
    ]
