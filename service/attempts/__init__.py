"""Attempts: frozen items, responses, verdicts."""
