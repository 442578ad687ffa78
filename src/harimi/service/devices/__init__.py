"""Cameras and where they are installed."""
