"""The effect tracer: every commit, send, receive and enqueue of a piece of work is a point at which it can be stopped."""
