"""What stands in place of what is personal, and how it comes back."""
