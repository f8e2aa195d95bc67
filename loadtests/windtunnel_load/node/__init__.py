"""The helper for tests in Node: `require(process.env.WINDTUNNEL_NODE)`."""

from pathlib import Path

NODE_HELPER = Path(__file__).parent / "windtunnel.cjs"
