"""Keys and seals: what opens a vault."""
