"""A customer is deleted by its owner, with time to think it over."""
