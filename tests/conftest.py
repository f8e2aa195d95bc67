"""Makes the helpers beside this file (`toy`, `worlds`, ...) importable, and tests repeatable."""

import signal
import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell's background job begins with Ctrl-C ignored, and its children would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
