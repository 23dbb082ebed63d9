"""The embedded demo: everything the product needs on one machine, and a journey through it."""
