"""Quizzes: blueprints, their states and their rules."""
