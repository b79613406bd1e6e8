"""What a question asks: its filters, times, people and kinds."""
