"""Floor 4: scenarios, from a file to a plan."""

from windtunnel_scenarios.apart import ALWAYS_US, apart_said
from windtunnel_scenarios.cast import Cast
from windtunnel_scenarios.content import content_sha_of
from windtunnel_scenarios.loader import Known, Scenario, list_scenarios, load_scenario
from windtunnel_scenarios.planner import Plan, make_plan, shifted

__all__ = [
    "ALWAYS_US",
    "Cast",
    "Known",
    "Plan",
    "Scenario",
    "apart_said",
    "content_sha_of",
    "list_scenarios",
    "load_scenario",
    "make_plan",
    "shifted",
]
