"""Regrades: marking a quiz anew, and taking that back."""
