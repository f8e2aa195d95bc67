"""What must be replaced for a run: every clock, every source of chance, every way out.

`patched(run)` enters all of it and restores all of it. The replacements ask for the run that is
on; outside of one they do what the originals do, so a reference that a library kept (a default
argument, say) does no harm afterwards.
"""

from windtunnel_verify.patches.enter import patched, uncollected
from windtunnel_verify.patches.run import Run, current

__all__ = ["Run", "current", "patched", "uncollected"]
