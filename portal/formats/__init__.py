"""Days and moments as each language writes them, where Django's own formats would stand out (settings.FORMAT_MODULE_PATH)."""
