"""Cameras in stock, shipped and returned."""
