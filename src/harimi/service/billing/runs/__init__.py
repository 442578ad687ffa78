"""Monthly runs: on trial first, then for good; a customer at a time, by workers."""
