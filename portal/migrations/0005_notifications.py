"""A notice has a channel and a topic, and people choose of what they hear how."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

_NAME = "one_notice_per_event_user_and_channel"


def _without_a_lock(added: migrations.AddConstraint) -> migrations.SeparateDatabaseAndState:
    """The index first, beside all that goes on; then it is taken for the constraint."""
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                f"CREATE UNIQUE INDEX CONCURRENTLY {_NAME} ON portal_notice (event_id, user_id, channel)",
                f"ALTER TABLE portal_notice DROP CONSTRAINT {_NAME}",
            ),
            migrations.RunSQL(
                f"ALTER TABLE portal_notice ADD CONSTRAINT {_NAME} UNIQUE USING INDEX {_NAME}",
                migrations.RunSQL.noop,
            ),
        ],
        state_operations=[added],
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("cloudmailin", "0025_bulk_additions"),
        ("portal", "0004_addresses_of_people"),
        ("tenants", "0007_deletion"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("working", "working"),
                            ("recovered", "recovered"),
                            ("trouble", "trouble"),
                            ("reminder", "reminder"),
                            ("release", "release"),
                            ("ownership", "ownership"),
                        ],
                        max_length=9,
                    ),
                ),
                ("by_mail", models.BooleanField()),
                ("in_app", models.BooleanField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="one_notice_per_event_and_user",
        ),
        migrations.AddField(
            model_name="notice",
            name="channel",
            field=models.CharField(
                choices=[("mail", "Mail"), ("in_app", "In App")],
                db_default="mail",
                default="mail",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="created_at",
            field=models.DateTimeField(
                auto_now_add=True, db_default=django.db.models.functions.datetime.Now()
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="read_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="topic",
            field=models.CharField(
                choices=[
                    ("working", "working"),
                    ("recovered", "recovered"),
                    ("trouble", "trouble"),
                    ("reminder", "reminder"),
                    ("release", "release"),
                    ("ownership", "ownership"),
                ],
                db_default="ownership",
                default="ownership",
                max_length=9,
            ),
        ),
        AddIndexConcurrently(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("channel", "in_app"), ("read_at", None)),
                fields=["user", "tenant"],
                name="notice_unread",
            ),
        ),
        AddIndexConcurrently(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("channel", "in_app")),
                fields=["user", "tenant", "-id"],
                name="notice_list",
            ),
        ),
        _without_a_lock(
            migrations.AddConstraint(
                model_name="notice",
                constraint=models.UniqueConstraint(
                    fields=("event", "user", "channel"), name="one_notice_per_event_user_and_channel"
                ),
            )
        ),
        migrations.AddField(
            model_name="preference",
            name="brand",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenants.brand"
            ),
        ),
        migrations.AddField(
            model_name="preference",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(
                fields=("user", "brand", "topic"), name="one_preference_per_topic"
            ),
        ),
    ]
