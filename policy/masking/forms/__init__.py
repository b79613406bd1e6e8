"""The forms in which a piece of personal data may leave, other than a token: each returns none where it cannot be told safely."""
