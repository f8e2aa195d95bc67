"""Deliberate, named disturbances: one file per kind, its settings are its fields."""
