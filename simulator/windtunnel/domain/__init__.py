"""Floor 0: values, rules and protocols. No I/O, no clock, no hidden chance."""
