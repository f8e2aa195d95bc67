"""`python -m windtunnel.server`."""

import sys

from windtunnel.server.main import main

if __name__ == "__main__":
    sys.exit(main())
