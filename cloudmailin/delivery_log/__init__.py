"""The delivery log: what became of the mail that came in, read from CloudMailin and kept for the tenant's pages."""
