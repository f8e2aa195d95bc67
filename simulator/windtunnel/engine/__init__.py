"""Floor 1: the platform, pure. Time and chance come in as arguments; nothing goes out but effects.

Nouns: a `Platform` holds an account with `Number`s, `Token`s and templates; a submit passes the
`Gate` (who may) and the `Admission` (what is right), becomes a `Message` and flies to a handset;
news of it is owed to the subscriber by the `Courier`; `faults` disturb all of it, on one `Wheel`.
"""
