"""What tenants owe for a month: worked out from tariffs, tenancies, shares and readings as they are known now."""
