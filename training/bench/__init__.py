"""The benchmark: real photographs where there are some, rendered ones always, and the table of both."""
