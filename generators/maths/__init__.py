"""Mathematics that several generators share: exact, and pleasant by hand."""
