"""How far back the log is shown, and in which steps its chart counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from portal.words import Text


@dataclass(frozen=True, slots=True)
class Period:
    """`steps` columns of `step` each, the last one under way."""

    label: Text
    step: timedelta
    steps: int

    @property
    def is_hourly(self) -> bool:
        return self.step == timedelta(hours=1)

    def starts(self, now: datetime) -> list[datetime]:
        """When each column begins, oldest first, in UTC."""
        last = now.replace(minute=0, second=0, microsecond=0)
        if not self.is_hourly:
            last = last.replace(hour=0)
        return [last - self.step * back for back in reversed(range(self.steps))]


DEFAULT = "day"
PERIODS: Mapping[str, Period] = {
    DEFAULT: Period(_("Last 24 hours"), timedelta(hours=1), 24),
    "three": Period(_("Last 3 days"), timedelta(hours=1), 72),
    "month": Period(_("Last 30 days"), timedelta(days=1), 30),
}
