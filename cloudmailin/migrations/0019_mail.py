"""Credentials that send test messages, these messages with their events, and what became of incoming mail."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cloudmailin.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("cloudmailin", "0018_who_asked"),
        ("tenants", "0002_release_and_suspension"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="hook_password",
            field=cloudmailin.sealed.SealedField(blank=True, db_default="", default="", editable=False),
        ),
        migrations.AddField(
            model_name="account",
            name="hook_path",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="account",
            name="smtp_token",
            field=cloudmailin.sealed.SealedField(
                blank=True, db_default="", default="", verbose_name="SMTP token"
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="smtp_username",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of the outbound account that sends customers' test messages. Customers never see it.",
                max_length=64,
                verbose_name="SMTP user name",
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="trial_sender",
            field=models.EmailField(
                blank=True,
                db_default="",
                default="",
                help_text="Who writes to a customer's domain to see whether it receives: an address at a domain that is verified for sending in this account.",
                max_length=254,
                verbose_name="sender of test messages",
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="log_read_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When CloudMailin was last asked what came in.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="operation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("create_address", "Create Address"),
                    ("change_address", "Change Address"),
                    ("delete_address", "Delete Address"),
                    ("create_receiving", "Create Receiving"),
                    ("delete_receiving", "Delete Receiving"),
                    ("create_sending", "Create Sending"),
                    ("verify_sending", "Verify Sending"),
                    ("delete_sending", "Delete Sending"),
                    ("list_addresses", "List Addresses"),
                    ("list_receiving", "List Receiving"),
                    ("list_sending", "List Sending"),
                    ("find_sending", "Find Sending"),
                    ("get_address", "Get Address"),
                    ("get_sending", "Get Sending"),
                    ("list_incoming", "List Incoming"),
                    ("send_trial", "Send Trial"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="reading",
            name="kind",
            field=models.CharField(
                choices=[
                    ("create_address", "Create Address"),
                    ("change_address", "Change Address"),
                    ("delete_address", "Delete Address"),
                    ("create_receiving", "Create Receiving"),
                    ("delete_receiving", "Delete Receiving"),
                    ("create_sending", "Create Sending"),
                    ("verify_sending", "Verify Sending"),
                    ("delete_sending", "Delete Sending"),
                    ("list_addresses", "List Addresses"),
                    ("list_receiving", "List Receiving"),
                    ("list_sending", "List Sending"),
                    ("find_sending", "Find Sending"),
                    ("get_address", "Get Address"),
                    ("get_sending", "Get Sending"),
                    ("list_incoming", "List Incoming"),
                    ("send_trial", "Send Trial"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="TrialMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("way", models.CharField(choices=[("out", "Out"), ("in", "In")], max_length=3)),
                ("sender", models.CharField(max_length=320)),
                ("recipient", models.CharField(max_length=320)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("code", models.CharField(max_length=12)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("unknown", "Unknown"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=10)),
                ("remote_id", models.CharField(blank=True, max_length=64)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cloudmailin.account",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "domain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trials",
                        to="cloudmailin.domain",
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
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="MessageEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.CharField(max_length=64)),
                (
                    "key",
                    models.CharField(
                        help_text="The same for the same event, however often it comes.", max_length=64
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("recipient", models.CharField(blank=True, max_length=320)),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cloudmailin.account",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "trial",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="cloudmailin.trialmessage",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="IncomingStatus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="The same for the same attempt, however often it is read.", max_length=64
                    ),
                ),
                ("message_id", models.CharField(blank=True, max_length=500)),
                ("recipient", models.CharField(max_length=320)),
                ("sender", models.CharField(blank=True, max_length=320)),
                ("subject", models.CharField(blank=True, max_length=500)),
                ("status", models.CharField(blank=True, max_length=40)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("accepted", "accepted"), ("delayed", "delayed"), ("rejected", "rejected")],
                        max_length=8,
                    ),
                ),
                ("tls", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cloudmailin.account",
                    ),
                ),
                (
                    "domain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="incoming_statuses",
                        to="cloudmailin.domain",
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
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["tenant", "-at"], name="incoming_of_tenant"),
                    models.Index(fields=["at"], name="incoming_by_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "key"), name="one_row_per_attempt")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="trialmessage",
            index=models.Index(fields=["tenant", "-created_at"], name="trial_of_tenant"),
        ),
        migrations.AddIndex(
            model_name="trialmessage",
            index=models.Index(
                condition=models.Q(("remote_id", ""), _negated=True),
                fields=["account", "remote_id"],
                name="trial_by_remote_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="trialmessage",
            constraint=models.UniqueConstraint(fields=("id", "tenant"), name="trial_id_with_tenant"),
        ),
        migrations.AddIndex(
            model_name="messageevent",
            index=models.Index(fields=["account", "message_id"], name="event_by_message"),
        ),
        migrations.AddConstraint(
            model_name="messageevent",
            constraint=models.UniqueConstraint(fields=("account", "key"), name="one_row_per_event"),
        ),
        migrations.AddConstraint(
            model_name="messageevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("tenant", None), ("trial", None)),
                    models.Q(("tenant__isnull", False), ("trial__isnull", False)),
                    _connector="OR",
                ),
                name="event_of_a_trial_has_its_tenant",
            ),
        ),
    ]
