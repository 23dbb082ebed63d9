"""What a brand wears and where it writes from; a host name serves once it is proven, and those that serve are."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models
from django.utils import timezone

import tenants.models.brand
import tenants.models.host


def _prove_those_that_serve(apps, schema_editor):
    apps.get_model("tenants", "BrandHost").objects.filter(proven_at=None).update(proven_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0002_release_and_suspension"),
    ]

    operations = [
        migrations.AddField(
            model_name="brand",
            name="dkim_suffix",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="{selector} below it has to be an alias of the mail service's, like dkim.example.com. Empty: the mail service's own.",
                max_length=190,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\\Z",
                        "Write the host name in lower case, without port or path, like portal.example.com.",
                    )
                ],
                verbose_name="own domain for DKIM keys",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="favicon",
            field=models.FileField(
                blank=True,
                db_default="",
                default="",
                max_length=120,
                upload_to="brands",
                verbose_name="favicon",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="imprint_url",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                validators=[django.core.validators.URLValidator(schemes=["https", "http"])],
                verbose_name="imprint",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="language",
            field=models.CharField(
                db_default="en", default="en", help_text="For people who have not chosen one.", max_length=12
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="logo",
            field=models.FileField(
                blank=True, db_default="", default="", max_length=120, upload_to="brands", verbose_name="logo"
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="logo_dark",
            field=models.FileField(
                blank=True,
                db_default="",
                default="",
                max_length=120,
                upload_to="brands",
                verbose_name="logo on dark",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="mx_hosts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    max_length=253,
                    validators=[
                        django.core.validators.RegexValidator(
                            "\\A[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\\Z",
                            "Write the host name in lower case, without port or path, like portal.example.com.",
                        )
                    ],
                ),
                blank=True,
                db_default=[],
                default=list,
                help_text="Host names of the brand that lead to the mail service's, separated by commas. Empty: customers see the mail service's own.",
                size=None,
                verbose_name="own names for MX records",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="privacy_url",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                validators=[django.core.validators.URLValidator(schemes=["https", "http"])],
                verbose_name="privacy policy",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="return_path_host",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="An alias (CNAME) of the mail service's name, like bounces.example.com. Empty: that itself.",
                max_length=253,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\\Z",
                        "Write the host name in lower case, without port or path, like portal.example.com.",
                    )
                ],
                verbose_name="own name for the return path",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="sender_email",
            field=models.EmailField(
                blank=True,
                db_default="",
                default="",
                help_text="Its domain has to be set up for sending. Empty: the portal's own address.",
                max_length=254,
                verbose_name="sender address",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="sender_name",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Whom mails to customers come from. Empty: the brand's name.",
                max_length=80,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A[^\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]*\\Z", "Write it in one line."
                    )
                ],
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="sign_in_text",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Plain text of at most 500 characters. Empty: a sentence of the portal's.",
                validators=[django.core.validators.MaxLengthValidator(500)],
                verbose_name="text on the sign-in page",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="support_phone",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=40,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A\\+?[0-9][0-9 ()/.-]*\\Z", "Write the number in digits, like +1 202 555 0100."
                    )
                ],
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="support_url",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                validators=[django.core.validators.URLValidator(schemes=["https", "http"])],
                verbose_name="support page",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="terms_url",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                validators=[django.core.validators.URLValidator(schemes=["https", "http"])],
                verbose_name="terms of service",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="time_zone",
            field=models.CharField(
                db_default="UTC",
                default="UTC",
                help_text="For people who have not chosen one.",
                max_length=64,
                validators=[tenants.models.brand.time_zone],
            ),
        ),
        migrations.AddField(
            model_name="brandhost",
            name="created_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                default=django.utils.timezone.now,
                editable=False,
            ),
        ),
        migrations.AddField(
            model_name="brandhost",
            name="proof_token",
            field=models.CharField(
                db_default="", default=tenants.models.host.new_proof_token, editable=False, max_length=40
            ),
        ),
        migrations.AddField(
            model_name="brandhost",
            name="proven_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="brand",
            name="name",
            field=models.CharField(
                max_length=80,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A[^\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]*\\Z", "Write it in one line."
                    )
                ],
            ),
        ),
        migrations.RunPython(_prove_those_that_serve, migrations.RunPython.noop),
    ]
