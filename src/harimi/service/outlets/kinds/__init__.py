"""One file for each kind of outlet, with the same names in each: adding one is copying one."""
