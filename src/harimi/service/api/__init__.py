"""The public and the device API, versioned; no logic."""
