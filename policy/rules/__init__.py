"""What a policy says, and what it decides over a draft."""
