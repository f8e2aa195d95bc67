"""Makes the helpers beside this file (`toy`, `worlds`, ...) importable, and tests repeatable."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")
