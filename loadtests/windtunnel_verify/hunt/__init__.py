"""The search for what breaks a sender: draw schedules, make failures small, replay them."""
