"""What becomes of money in the books: settled, kept for later, given back; and every step undone by its reverse."""
