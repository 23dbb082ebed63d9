"""Environment variables, each of which may also be a file: `NAME_FILE` holds the path of what `NAME` would hold."""

from __future__ import annotations

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping


class _VariablesAndFiles(FileAwareMapping):  # type: ignore[misc]
    def __getitem__(self, name: str) -> str:
        """Without the line break that editors put at the end of a file."""
        try:
            value: str = super().__getitem__(name)
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name}_FILE: {error.filename} can't be read ({error.strerror})."
            ) from None
        return value.rstrip("\r\n")


class Variables(environ.FileAwareEnv):  # type: ignore[misc]
    """Raises ImproperlyConfigured for a variable that has to be there, and for a file that can't be read."""

    def __init__(self) -> None:
        super().__init__()
        self.ENVIRON = _VariablesAndFiles()
