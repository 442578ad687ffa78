"""Billing tenants, as landlords do it and as tenants see it."""
