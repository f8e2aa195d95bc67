"""`python -m windtunnel_cli`: the same as the command `windtunnel`."""

from windtunnel_cli.main import main

if __name__ == "__main__":
    main()
