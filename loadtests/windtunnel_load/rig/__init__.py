"""The rig: the processes of a run, started with a time limit and stopped by their ids."""
