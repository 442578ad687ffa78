"""Landlords and their tenants: tariffs for what meters count, and a statement for each tenant."""
