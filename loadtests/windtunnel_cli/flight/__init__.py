"""One flight: a scenario, a sender, a run folder, from the first process to the report."""
