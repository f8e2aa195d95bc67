"""Floor 1: the clock and the ledger on disk. Impure; imports domain only."""
