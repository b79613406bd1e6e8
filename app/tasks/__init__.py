"""What the assistant does at home."""
