"""Organizations' contracts and plans."""
