"""`python -m simulator`, the same as `python -m windtunnel.server`, from a checkout as it is."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from windtunnel.server.main import main

if __name__ == "__main__":
    sys.exit(main())
