"""Exports that are ordered over HTTP: made in the background, kept as files."""
