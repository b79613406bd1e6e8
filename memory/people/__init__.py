"""The people of a vault: contacts, senders, and all forms of their names."""
