"""Where vectors lie, how they are compared, and who makes them."""
