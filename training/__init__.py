"""Training of the models and the benchmark. Not shipped; needs the extra `[train]`."""
