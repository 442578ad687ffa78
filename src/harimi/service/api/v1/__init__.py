"""The public API, version 1: one file for each subject; what each asks of who calls stands with its calls."""
