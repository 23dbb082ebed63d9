"""The face: pages, forms, settings. Knows everything below."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
