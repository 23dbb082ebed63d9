"""The brand's own files: stylesheet, logos, icons, manifest."""
