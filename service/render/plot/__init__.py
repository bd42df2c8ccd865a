"""Figures laid out as ink: frame, axes, marks and labels, in the manner of a quiet textbook."""
