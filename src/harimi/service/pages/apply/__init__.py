"""The public pages on which somebody applies for a contract, and the applicant's own page."""
