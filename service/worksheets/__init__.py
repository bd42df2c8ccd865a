"""Printed quizzes: composing, printing in the background, and the files that come of it."""
