"""My Account's pages of payments."""
