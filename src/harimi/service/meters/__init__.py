"""Sites, tenants, meters, registers and faces."""
