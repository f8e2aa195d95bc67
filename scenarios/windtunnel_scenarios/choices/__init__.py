"""Choices: a month of traffic that is put to several providers, from a file to its messages."""

from windtunnel_scenarios.choices.loader import Choice, list_choices, load_choice
from windtunnel_scenarios.choices.model import ChoiceModel
from windtunnel_scenarios.choices.month import DAY_US, Month, busiest_day, ordinary_day, volumes

__all__ = [
    "DAY_US",
    "Choice",
    "ChoiceModel",
    "Month",
    "busiest_day",
    "list_choices",
    "load_choice",
    "ordinary_day",
    "volumes",
]
