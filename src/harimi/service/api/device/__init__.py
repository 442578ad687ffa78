"""What cameras speak to."""
