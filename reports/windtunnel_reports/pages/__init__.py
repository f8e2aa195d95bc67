"""report.html: one file, no network, light and dark, wide and narrow, on paper too."""
