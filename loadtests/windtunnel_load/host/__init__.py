"""The sender host: one process in which one Python sender lives, reached over HTTP."""
