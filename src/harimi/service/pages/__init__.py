"""My Account: what customers see."""
