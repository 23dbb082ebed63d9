"""The only writers of domain state, one verb a file."""
