"""Calculus; one file a topic."""
