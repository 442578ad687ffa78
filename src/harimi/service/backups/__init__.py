"""Backups: what is held about each subject sealed under their own key, keys apart from all of it, and the way back."""
