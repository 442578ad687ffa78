"""Inquiries as cases."""
