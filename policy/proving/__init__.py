"""The ledger: what was sent or refused, and the proofs of it."""
