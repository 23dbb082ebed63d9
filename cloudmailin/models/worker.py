"""The heartbeat of the worker processes, for staff and for whoever is called at night."""

from __future__ import annotations

from django.db import models


class Worker(models.Model):
    """One process. Nothing depends on these rows: they tell whether it lives, and whether tasks reach it."""

    name = models.CharField(max_length=200, unique=True)
    started_at = models.DateTimeField()
    alive_at = models.DateTimeField(help_text="When the process last said that it lives.")
    heard_at = models.DateTimeField(help_text="When it last began a task; beat sends one every second.")
    rung_at = models.DateTimeField(
        null=True,
        help_text="When a task last came that no worker had sent itself: beat rings, or somebody else does.",
    )

    class Meta:
        ordering = ["-alive_at"]

    def __str__(self) -> str:
        return self.name
