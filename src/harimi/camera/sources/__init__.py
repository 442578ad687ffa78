"""Where photographs come from: one module for each kind, all of them a `Source`."""
