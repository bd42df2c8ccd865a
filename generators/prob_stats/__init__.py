"""Probability and statistics; one file a topic."""
