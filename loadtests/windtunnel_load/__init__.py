"""Floor 4: sender adapters, the host, shipped senders, load."""

from pathlib import Path


def driver_file() -> Path:
    """Return the file that `locust -f` wants; importing it here would patch this process."""
    return Path(__file__).with_name("locust_driver.py")


__all__ = ["driver_file"]
