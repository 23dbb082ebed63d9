"""What the brand announces, put away by whoever has read it."""
