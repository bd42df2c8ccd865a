"""Learners: what each is granted, once for all quizzes."""
