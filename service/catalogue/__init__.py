"""The bank from outside: courses, topics, skills and generators."""
