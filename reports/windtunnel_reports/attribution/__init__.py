"""Whose is a call? The marker says it; where a service passes none on, the judge finds out."""

from windtunnel_reports.attribution.attribution import Attribution, Group

__all__ = ["Attribution", "Group"]
