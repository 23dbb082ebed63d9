"""The brand's own stylesheet."""
