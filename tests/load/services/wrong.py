"""The right service with one bug: it takes silence for a message that was not sent."""

import right

right.SILENCE_IS_FINAL = False
right.serve()
