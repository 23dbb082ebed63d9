"""A reseller's label: everything a customer sees of the house they are in."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

hex_colour = RegexValidator(
    r"\A#[0-9a-fA-F]{6}\Z", "Write the colour as # and six hexadecimal digits, like #1f5fbf."
)
host_name = RegexValidator(
    r"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\Z",
    "Write the host name in lower case, without port or path, like portal.example.com.",
)
dns_label = RegexValidator(r"\A_?[a-z0-9]([a-z0-9-]{0,60}[a-z0-9])?\Z", "Write one DNS label in lower case.")


class Brand(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    colour = models.CharField(max_length=7, default="#1f5fbf", validators=[hex_colour])
    support_email = models.EmailField()
    proof_label = models.CharField(
        max_length=63,
        validators=[dns_label],
        help_text="The label in front of a customer's domain under which the ownership record is published, "
        "like _northwind.",
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

    def __str__(self) -> str:
        return self.name

    @property
    def primary_host(self) -> str:
        """The host name that links in pages and mails are built from."""
        return self.hosts.get(is_primary=True).name


class BrandHost(models.Model):
    """A host name under which a brand is served: the allow-list of the Host header."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="hosts")
    name = models.CharField(max_length=253, unique=True, validators=[host_name])
    is_primary = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand"], condition=models.Q(is_primary=True), name="one_primary_host_per_brand"
            )
        ]

    def __str__(self) -> str:
        return self.name
