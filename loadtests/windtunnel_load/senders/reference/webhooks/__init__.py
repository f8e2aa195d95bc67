"""How each provider's webhooks are read; one small file each."""
