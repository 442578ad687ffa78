"""What a person may demand under clauses 6 to 8 of the policy: from its arrival to the one notice that ends it."""
