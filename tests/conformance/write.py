"""Writes docs/conformance.md anew: `python tests/conformance/write.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from conformance.page import PAGE, page

if __name__ == "__main__":
    PAGE.write_text(page())
