"""What is wrong with this service, and what to do about it."""
