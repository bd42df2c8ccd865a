"""Forgetting learners, by request and by a retention rule."""
