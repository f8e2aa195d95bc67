"""`locust -f loadtests/locustfile.py`: the standard entry; all of it is in the package."""

from windtunnel_load.locust_driver import Idle

__all__ = ["Idle"]
