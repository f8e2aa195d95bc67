"""A month of traffic in virtual time: the platform itself, written to in each provider's bytes."""
