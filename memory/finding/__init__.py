"""From a question to a list of hits."""
