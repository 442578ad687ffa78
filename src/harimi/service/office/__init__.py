"""What the operator's staff see."""
