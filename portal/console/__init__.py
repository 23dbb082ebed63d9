"""The staff's console: Django admin, on a host name of its own."""
