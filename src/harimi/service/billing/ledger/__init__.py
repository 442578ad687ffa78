"""Double entry underneath: every yen with where it came from and where it went."""
