"""Finding by meaning: the models that turn a text into a vector."""
