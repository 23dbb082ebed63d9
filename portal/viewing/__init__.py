"""Staff see a brand's site as one of its customers' people does: for half an hour, with a reason, and only looking."""
