"""Reviews: what could not be decided waits for a person."""
