"""A name may begin with a star, and knows what it looks like; reminders are counted, releases found by their age."""

import django.core.validators
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models

from tenants.lookalikes import skeleton

_NAME = r"^(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$"
_BATCH = 2_000


def _draw(apps, schema_editor):
    domains = apps.get_model("cloudmailin", "Domain")._base_manager
    while some := list(domains.filter(skeleton="")[:_BATCH]):
        for domain in some:
            domain.skeleton = skeleton(domain.name)
        domains.bulk_update(some, ["skeleton"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cloudmailin", "0016_claims"), ("tenants", "0002_release_and_suspension")]

    operations = [
        migrations.AddField(
            "domain",
            "reminders",
            models.PositiveSmallIntegerField(
                db_default=0, default=0, editable=False, help_text="Sent while nobody has proven it."
            ),
        ),
        migrations.AddField(
            "domain",
            "skeleton",
            models.CharField(
                db_default="",
                default="",
                editable=False,
                help_text="The same for names that look alike.",
                max_length=253,
            ),
        ),
        migrations.AlterField(
            "domain",
            "name",
            models.CharField(max_length=253, validators=[django.core.validators.RegexValidator(_NAME)]),
        ),
        migrations.RemoveConstraint("domain", "domain_name_is_canonical"),
        AddConstraintNotValid(
            "domain",
            models.CheckConstraint(condition=models.Q(name__regex=_NAME), name="domain_name_is_canonical"),
        ),
        ValidateConstraint("domain", "domain_name_is_canonical"),
        migrations.RunPython(_draw, migrations.RunPython.noop),
        AddIndexConcurrently(
            "domain",
            models.Index(fields=["skeleton"], condition=models.Q(removed_at=None), name="domain_by_skeleton"),
        ),
        AddIndexConcurrently(
            "receivingdomain",
            models.Index(
                fields=["state_since"],
                condition=models.Q(state="releasing"),
                name="receiving_being_released",
            ),
        ),
    ]
