"""The front doors, the models and the assistant's tasks: the only part that opens a connection."""
