"""Floor 3: the ASGI front, the control API, wire faults, webhook posting."""
