"""Linear algebra; one file a topic."""
