"""The only place that opens a connection to the outside for a person's data."""
