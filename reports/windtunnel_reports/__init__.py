"""Floor 4: invariants, metrics, gates, pages."""
