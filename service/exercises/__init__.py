"""Exercises of the bank by recipe, their figures, and marking against them."""
