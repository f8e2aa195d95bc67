"""The control API: one router per noun, typed, for tests, scenarios and operators."""
