"""People who sign in, and the organizations they belong to."""
