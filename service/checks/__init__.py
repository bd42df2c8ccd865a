"""Stateless marking and previews."""
