"""Floor 6: the pytest plug-in; it imports nothing of Windtunnel until a fixture is used."""
