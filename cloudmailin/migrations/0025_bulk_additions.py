"""Lists of many domains to add, and what becomes of each line."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cloudmailin", "0024_walls"),
        ("tenants", "0007_deletion"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkAddition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BulkLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("typed", models.CharField(max_length=300)),
                ("name", models.CharField(blank=True, max_length=253)),
                ("receives", models.BooleanField()),
                ("sends", models.BooleanField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("new", "will be added"),
                            ("more", "is there already, and gets another use"),
                            ("there", "is there already"),
                            ("twice", "stands further up in the list"),
                            ("leaving", "is just being removed"),
                            ("invalid", "is no domain name"),
                            ("star", "has a star, and is to be sent from"),
                            ("reserved", "belongs to the mail service"),
                            ("too_many", "beyond the number of unproven domains"),
                            ("added", "was added"),
                            ("failed", "was not added"),
                        ],
                        max_length=8,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300)),
                (
                    "domain_id_of_page",
                    models.UUIDField(help_text="The public id of the domain that it is.", null=True),
                ),
                (
                    "addition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="cloudmailin.bulkaddition",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.AddIndex(
            model_name="bulkaddition",
            index=models.Index(
                condition=models.Q(("confirmed_at__isnull", False), ("finished_at", None)),
                fields=["confirmed_at"],
                name="bulk_addition_to_do",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkline",
            constraint=models.UniqueConstraint(fields=("addition", "number"), name="line_once_per_list"),
        ),
    ]
