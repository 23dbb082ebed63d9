"""Inbound addresses by the account's policy; new columns have defaults in the database, for the code before."""

from django.db import migrations, models

import cloudmailin.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("cloudmailin", "0004_events_are_immutable"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="address_policy",
            field=models.CharField(
                choices=[
                    ("shared", "one address for all customers"),
                    ("tenant", "one for each customer, set by you"),
                    ("customer", "one for each customer, set by the customer"),
                ],
                db_default="tenant",
                default="tenant",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="inbound_auth",
            field=cloudmailin.sealed.SealedField(
                blank=True, db_default="", default="", verbose_name="authorization header"
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="inbound_format",
            field=models.CharField(
                choices=[("json+n", "JSON"), ("multipart+n", "multipart form")],
                db_default="json+n",
                default="json+n",
                max_length=11,
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="applied_revision",
            field=models.PositiveIntegerField(
                db_default=0, default=0, help_text="The revision that CloudMailin has."
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="auth_header",
            field=cloudmailin.sealed.SealedField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="address",
            name="generation",
            field=models.PositiveSmallIntegerField(
                db_default=1,
                default=1,
                help_text="Counts up when it is deleted, so that the next is not taken for the one before.",
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="is_custom",
            field=models.BooleanField(
                default=False, help_text="The customer has set it; the account's template no longer does."
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="is_shared",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="address",
            name="problem",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Why CloudMailin did not take it.",
                max_length=500,
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="revision",
            field=models.PositiveIntegerField(
                db_default=1, default=1, help_text="Counts the changes of what is wished for."
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="target_format",
            field=models.CharField(
                choices=[("json+n", "JSON"), ("multipart+n", "multipart form")],
                db_default="json+n",
                default="json+n",
                max_length=11,
            ),
        ),
        migrations.AlterField(
            model_name="account",
            name="inbound_target",
            field=models.CharField(
                blank=True,
                help_text="Where inbound mail is posted; {tenant} stands for the customer's id.",
                max_length=500,
            ),
        ),
        migrations.AlterField(
            model_name="address",
            name="target",
            field=models.CharField(blank=True, max_length=500),
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
                ],
                max_length=20,
            ),
        ),
        # Those that are made have what they were made with.
        migrations.RunSQL(
            "UPDATE cloudmailin_address SET applied_revision = 1 WHERE remote_id <> ''",
            migrations.RunSQL.noop,
        ),
    ]
