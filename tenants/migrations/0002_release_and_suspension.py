"""What a brand says about releases and early records, and since when a tenant is suspended or closed."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.AddField(
            "brand",
            "release_days",
            models.PositiveSmallIntegerField(
                db_default=30,
                default=30,
                help_text="So long a domain that is given up stays attached while its MX records lead here.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(30),
                ],
                verbose_name="days until a release ends",
            ),
        ),
        migrations.AddField(
            "brand",
            "sending_before_proof",
            models.BooleanField(
                db_default=True,
                default=True,
                help_text="Customers see all records at once. Off: the records for sending appear once the domain is"
                " proven, and nobody can tell by their absence that another customer has the name.",
                verbose_name="records for sending before the proof",
            ),
        ),
        migrations.AddField(
            "tenant",
            "closed_at",
            models.DateTimeField(
                blank=True,
                editable=False,
                help_text="It is gone for its people; its domains are given up.",
                null=True,
            ),
        ),
        migrations.AddField(
            "tenant",
            "suspended_at",
            models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Its people see why, and change nothing; mail flows on.",
                null=True,
            ),
        ),
    ]
