"""A client for CloudMailin's management API. Knows no Django; retries live in the queue, not here."""
