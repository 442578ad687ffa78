"""Alerts, their rules, and by which ways people are told, as members see and set them up."""
