"""Reconciliation: what CloudMailin has beside what the portal believes, shown as drift and never silently repaired."""
