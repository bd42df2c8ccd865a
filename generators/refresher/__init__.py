"""What the courses require: algebra, functions, a little Python; one file a topic."""
