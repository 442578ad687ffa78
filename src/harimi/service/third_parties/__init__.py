"""Third parties (clauses 4 and 5): what permits that somebody's data goes to one, what went, and what must not go any more."""
