"""The customer's domains: the list, adding one, its page, removing it."""
