"""Floor 5: a sender and the platform in one process, on a virtual clock."""
