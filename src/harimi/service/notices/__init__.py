"""What the operator tells customers."""
