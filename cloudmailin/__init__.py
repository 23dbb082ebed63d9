"""The work: domains, DNS, the API client, the operation queue. Knows who, not how it looks."""
