"""A reseller's label: everything a customer sees of the house they are in."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
    URLValidator,
)
from django.db import models
from django.utils.functional import cached_property

hex_colour = RegexValidator(
    r"\A#[0-9a-fA-F]{6}\Z", "Write the colour as # and six hexadecimal digits, like #1f5fbf."
)
host_name = RegexValidator(
    r"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\Z",
    "Write the host name in lower case, without port or path, like portal.example.com.",
)
dns_label = RegexValidator(r"\A_?[a-z0-9]([a-z0-9-]{0,60}[a-z0-9])?\Z", "Write one DNS label in lower case.")
one_line = RegexValidator(r"\A[^\x00-\x1f\x7f-\x9f\u2028\u2029]*\Z", "Write it in one line.")
web_address = URLValidator(schemes=["https", "http"])
phone_number = RegexValidator(
    r"\A\+?[0-9][0-9 ()/.-]*\Z", "Write the number in digits, like +1 202 555 0100."
)


def time_zone(name: str) -> None:
    """A validator: the name is one of the IANA time zone database."""
    if name not in available_timezones():
        raise ValidationError("Write a time zone as the IANA database names it, like Europe/Madrid.")


def _text(longest: int, **options: object) -> models.CharField[str, str]:
    """A line that a brand may leave empty; safe to add to a live table."""
    return models.CharField(max_length=longest, blank=True, default="", db_default="", **options)  # type: ignore[arg-type]


def _picture(what: str) -> models.FileField:
    """A picture that `portal.pictures` has drawn anew; its name is its hash."""
    return models.FileField(what, upload_to="brands", max_length=120, blank=True, default="", db_default="")


class SignUp(models.TextChoices):
    CLOSED = "closed", "closed: people come by invitation"
    APPROVAL = "approval", "open, and staff look at each new customer first"
    OPEN = "open", "open"


class Brand(models.Model):
    name = models.CharField(max_length=80, validators=[one_line])
    slug = models.SlugField(unique=True)
    colour = models.CharField(max_length=7, default="#1f5fbf", validators=[hex_colour])
    logo = _picture("logo")
    logo_dark = _picture("logo on dark")
    favicon = _picture("favicon")

    support_email = models.EmailField()
    support_url = _text(200, verbose_name="support page", validators=[web_address])
    support_phone = _text(40, validators=[phone_number])
    terms_url = _text(200, verbose_name="terms of service", validators=[web_address])
    privacy_url = _text(200, verbose_name="privacy policy", validators=[web_address])
    imprint_url = _text(200, verbose_name="imprint", validators=[web_address])

    sender_name = _text(
        80, validators=[one_line], help_text="Whom mails to customers come from. Empty: the brand's name."
    )
    sender_email = models.EmailField(
        "sender address",
        blank=True,
        default="",
        db_default="",
        help_text="Its domain has to be set up for sending. Empty: the portal's own address.",
    )
    sign_in_text = models.TextField(
        "text on the sign-in page",
        blank=True,
        default="",
        db_default="",
        validators=[MaxLengthValidator(500)],
        help_text="Plain text of at most 500 characters. Empty: a sentence of the portal's.",
    )
    sign_up = models.CharField(
        "sign-up",
        max_length=8,
        choices=SignUp.choices,
        default=SignUp.CLOSED,
        db_default=SignUp.CLOSED,
        help_text="Whether people can make a customer account of their own.",
    )
    second_factor_required = models.BooleanField(
        "second step required",
        default=False,
        db_default=False,
        help_text="Everybody sets up an authenticator app or a passkey before anything else.",
    )
    language = models.CharField(
        max_length=12, default="en", db_default="en", help_text="For people who have not chosen one."
    )
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        db_default="UTC",
        validators=[time_zone],
        help_text="For people who have not chosen one.",
    )

    proof_label = models.CharField(
        max_length=63,
        validators=[dns_label],
        help_text="The label in front of a customer's domain under which the ownership record is published, "
        "like _northwind.",
    )
    mx_hosts = ArrayField(
        models.CharField(max_length=253, validators=[host_name]),
        verbose_name="own names for MX records",
        blank=True,
        default=list,
        db_default=[],
        help_text="Host names of the brand that lead to the mail service's, separated by commas. "
        "Empty: customers see the mail service's own.",
    )
    return_path_host = _text(
        253,
        verbose_name="own name for the return path",
        validators=[host_name],
        help_text="An alias (CNAME) of the mail service's name, like bounces.example.com. Empty: that itself.",
    )
    dkim_suffix = _text(
        190,
        verbose_name="own domain for DKIM keys",
        validators=[host_name],
        help_text="{selector} below it has to be an alias of the mail service's, like dkim.example.com. "
        "Empty: the mail service's own.",
    )
    sending_before_proof = models.BooleanField(
        "records for sending before the proof",
        default=True,
        db_default=True,
        help_text="Customers see all records at once. Off: the records for sending appear once the domain is proven, "
        "and nobody can tell by their absence that another customer has the name.",
    )
    release_days = models.PositiveSmallIntegerField(
        "days until a release ends",
        default=30,
        db_default=30,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text="So long a domain that is given up stays attached while its MX records lead here.",
    )

    announcements: tuple[Any, ...] = ()
    """Those that show just now (tenants.announcements), where the brand was asked for by a host name."""

    def __str__(self) -> str:
        return self.name

    @cached_property
    def primary_host(self) -> str:
        """The host name that links in pages and mails are built from. Raises BrandHost.DoesNotExist before the first."""
        return self.hosts.get(is_primary=True).name
