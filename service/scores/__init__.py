"""Scores: folded from verdicts, listed as a gradebook."""
