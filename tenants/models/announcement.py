"""What a brand has to say to all of its customers' people for a while, such as planned maintenance."""

from __future__ import annotations

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from tenants.models.brand import Brand

LONGEST = 500


class Announcement(models.Model):
    """Plain text; `others` has it in further languages, by their code."""

    class Kind(models.TextChoices):
        NEWS = "news", "news"
        MAINTENANCE = "work", "planned maintenance"
        TROUBLE = "trouble", "trouble"

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.MAINTENANCE)
    text = models.TextField(
        validators=[MaxLengthValidator(LONGEST)],
        help_text=f"Plain text of at most {LONGEST} characters, for everybody whose language has none of its own below.",
    )
    others = models.JSONField(default=dict, blank=True, editable=False)
    shows_from = models.DateTimeField(help_text="UTC.")
    shows_until = models.DateTimeField(help_text="UTC. It is gone by itself then.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shows_until__gt=F("shows_from")),
                name="announcement_shows_for_a_while",
                violation_error_message="It has to end after it begins.",
            )
        ]
        indexes = [models.Index(fields=["brand", "shows_until"], name="announcement_shows")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"
