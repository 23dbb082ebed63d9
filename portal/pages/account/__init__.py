"""Signing in and out, and choosing among one's tenants."""
