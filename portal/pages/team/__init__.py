"""Who is in the tenant, and as what: inviting, joining, changing roles, leaving."""
