"""Cards as owners see them, and the door at which the provider tells what happened."""
