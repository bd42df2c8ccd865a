"""What is kept for a time only is forgotten when it is over."""
