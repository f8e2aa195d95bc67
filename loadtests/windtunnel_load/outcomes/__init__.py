"""What a service tells of its messages' ends, by poll or callback, as outcome facts."""
