"""A claim has a state of its own. Claims from before are where their proof and their end say."""

import django.db.models.functions.datetime
import django.utils.timezone
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

_CLAIMS = ["pending", "proven", "weakened", "contested", "released", "quarantined", "expired"]
_STATES = [
    *("requested", "awaiting_dns", "provisioning", "verifying", "active", "verified"),
    *("degraded", "rejected", "releasing", "removing", "gone"),
]
_BATCH = 2_000


def _from_before(apps, schema_editor):
    domains = apps.get_model("cloudmailin", "Domain")._base_manager.filter(claim="pending")
    for claim, rows in (
        ("released", domains.filter(removed_at__isnull=False)),
        ("proven", domains.filter(proven_at__isnull=False)),
    ):
        while some := list(rows.values_list("pk", flat=True)[:_BATCH]):
            domains.filter(pk__in=some).update(claim=claim)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cloudmailin", "0015_what_stood_before")]

    operations = [
        *(
            migrations.AlterField(
                model,
                "state",
                models.CharField(
                    choices=[(state, state) for state in _STATES], editable=False, max_length=12
                ),
            )
            for model in ("receivingdomain", "sendingdomain")
        ),
        migrations.AddField(
            "domain",
            "claim",
            models.CharField(
                choices=[(claim, claim) for claim in _CLAIMS],
                db_default="pending",
                default="pending",
                editable=False,
                max_length=11,
            ),
        ),
        migrations.AddField(
            "domain",
            "claim_since",
            models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                default=django.utils.timezone.now,
                editable=False,
            ),
        ),
        migrations.AddField(
            "domain",
            "contrary_looks",
            models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            "domain", "contrary_since", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AlterField(
            "domain",
            "proven_at",
            models.DateTimeField(
                blank=True, editable=False, help_text="Only while the claim holds the name.", null=True
            ),
        ),
        migrations.CreateModel(
            name="ContestedClaim",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("cloudmailin.domain",),
        ),
        migrations.RunPython(_from_before, migrations.RunPython.noop),
        AddIndexConcurrently(
            "domain",
            models.Index(
                fields=["claim_since"],
                condition=models.Q(claim="pending", removed_at=None),
                name="domain_pending_since",
            ),
        ),
        AddIndexConcurrently("domain", models.Index(fields=["name"], name="domain_by_name")),
    ]
