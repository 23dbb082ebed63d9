"""DNS: what must be published, what is, and what is wrong with it. Knows no Django."""
