import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0011_staff_of_a_brand"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="put_away",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                db_default=[],
                default=list,
                editable=False,
                help_text="Announcements that the person does not want to see any more.",
                size=None,
            ),
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("news", "news"), ("work", "planned maintenance"), ("trouble", "trouble")],
                        default="work",
                        max_length=8,
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="Plain text of at most 500 characters, for everybody whose language has none of its own below.",
                        validators=[django.core.validators.MaxLengthValidator(500)],
                    ),
                ),
                ("others", models.JSONField(blank=True, default=dict, editable=False)),
                ("shows_from", models.DateTimeField(help_text="UTC.")),
                ("shows_until", models.DateTimeField(help_text="UTC. It is gone by itself then.")),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.brand"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["brand", "shows_until"], name="announcement_shows")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("shows_until__gt", models.F("shows_from"))),
                        name="announcement_shows_for_a_while",
                        violation_error_message="It has to end after it begins.",
                    )
                ],
            },
        ),
    ]
