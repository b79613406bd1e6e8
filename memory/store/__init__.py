"""Where everything lies: one encrypted database, a chain of its changes, and the ways to open, check, forget and restore it."""
