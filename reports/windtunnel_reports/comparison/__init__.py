"""Comparisons: sets of providers over one month of traffic, and two runs side by side."""
