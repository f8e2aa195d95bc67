"""UltraMsg, a provider without templates and with a queue."""
