"""Floor 4: sender adapters, the host, shipped senders, load."""
