"""Rounds of reconciliation, their reads and the drift found; operations that only read are no tenant's."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cloudmailin", "0005_addresses_by_policy"),
        ("tenants", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Drift",
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
                        choices=[
                            ("vanished", "Vanished"),
                            ("changed", "Changed"),
                            ("unverified", "no longer verified"),
                            ("unknown", "Unknown"),
                            ("taken", "Taken"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("address", "address"), ("receiving", "receiving"), ("sending", "sending")],
                        max_length=9,
                    ),
                ),
                (
                    "target_id",
                    models.PositiveBigIntegerField(default=0, help_text="Our row; 0 where none is meant."),
                ),
                ("remote_id", models.CharField(blank=True, max_length=64)),
                ("name", models.CharField(blank=True, max_length=500)),
                ("of", models.CharField(blank=True, max_length=64, verbose_name="on the list of")),
                ("ours", models.JSONField(blank=True, default=dict)),
                ("theirs", models.JSONField(blank=True, default=dict)),
                (
                    "is_attempted",
                    models.BooleanField(
                        default=False,
                        help_text="Our ledger shows that we asked CloudMailin to make it.",
                        verbose_name="in our ledger",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("ignored", "Ignored"), ("resolved", "Resolved")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("first_seen", models.DateTimeField()),
                ("last_seen", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("adopt", "Adopt"), ("recreate", "Recreate"), ("ignore", "Ignore")],
                        max_length=8,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "drift",
                "verbose_name_plural": "drift",
                "ordering": ["-last_seen", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Reading",
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
                        ],
                        max_length=20,
                    ),
                ),
                ("of", models.CharField(blank=True, max_length=64)),
                ("remote_id", models.CharField(blank=True, max_length=64)),
                ("name", models.CharField(blank=True, max_length=253)),
                ("turn", models.PositiveSmallIntegerField(default=1)),
                ("page", models.PositiveIntegerField(default=1)),
                ("not_before", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("is_end", models.BooleanField(default=False)),
                ("found", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("reading", "Reading"),
                            ("done", "Done"),
                            ("braked", "Braked"),
                            ("unreadable", "Unreadable"),
                        ],
                        default="reading",
                        max_length=10,
                    ),
                ),
                (
                    "is_urgent",
                    models.BooleanField(default=False, help_text="Asked for: not spread over the day."),
                ),
                (
                    "is_brake_lifted",
                    models.BooleanField(
                        default=False,
                        help_text="Staff have seen the last round's brake, and want to see what is missing.",
                    ),
                ),
                ("reads", models.PositiveIntegerField(default=0)),
                ("objects_of_ours", models.PositiveIntegerField(default=0)),
                ("missing", models.PositiveIntegerField(default=0)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-started_at"],
            },
        ),
        migrations.AlterField(
            model_name="apicall",
            name="tenant",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.tenant",
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
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="operation",
            name="tenant",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.tenant",
            ),
        ),
        migrations.AddConstraint(
            model_name="operation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("domain", None),
                        (
                            "kind__in",
                            [
                                "find_sending",
                                "get_address",
                                "get_sending",
                                "list_addresses",
                                "list_receiving",
                                "list_sending",
                            ],
                        ),
                        ("tenant", None),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "kind__in",
                                [
                                    "find_sending",
                                    "get_address",
                                    "get_sending",
                                    "list_addresses",
                                    "list_receiving",
                                    "list_sending",
                                ],
                            ),
                            _negated=True,
                        ),
                        ("tenant__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="only_reads_have_no_tenant",
            ),
        ),
        migrations.AddField(
            model_name="drift",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="drift", to="cloudmailin.account"
            ),
        ),
        migrations.AddField(
            model_name="drift",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="drift",
            name="domain",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drift",
                to="cloudmailin.domain",
            ),
        ),
        migrations.AddField(
            model_name="drift",
            name="tenant",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.tenant",
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="drift",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readings",
                to="cloudmailin.drift",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rounds", to="cloudmailin.account"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="round",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readings",
                to="cloudmailin.round",
            ),
        ),
        migrations.AddConstraint(
            model_name="drift",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["open", "ignored"])),
                fields=("account", "kind", "what", "remote_id", "target_id"),
                name="one_live_drift_per_object",
            ),
        ),
        migrations.AddConstraint(
            model_name="drift",
            constraint=models.CheckConstraint(
                condition=models.Q(("domain", None), ("tenant__isnull", False), _connector="OR"),
                name="drift_of_a_domain_has_its_tenant",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "reading")),
                fields=("account",),
                name="one_open_round_per_account",
            ),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(
                condition=models.Q(("read_at", None)), fields=["round", "not_before"], name="reading_left"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("drift", None), ("round__isnull", False)),
                    models.Q(("drift__isnull", False), ("round", None)),
                    _connector="OR",
                ),
                name="reading_for_a_round_or_a_drift",
            ),
        ),
        # As for the other children of a domain (0003); drift that concerns no domain is not checked.
        migrations.RunSQL(
            "ALTER TABLE cloudmailin_drift ADD CONSTRAINT drift_of_same_tenant FOREIGN KEY (domain_id, tenant_id)"
            " REFERENCES cloudmailin_domain (id, tenant_id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE cloudmailin_drift DROP CONSTRAINT drift_of_same_tenant",
        ),
    ]
