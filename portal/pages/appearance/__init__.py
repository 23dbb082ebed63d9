"""Light or dark, chosen at the foot of each page."""
