"""Leaks, losses and damage of personal data (article 26 of the act): what is known, who is affected, reports and notices."""
