"""The console's first page: how things stand, what is stuck and why, each figure a link to the rows behind it."""
