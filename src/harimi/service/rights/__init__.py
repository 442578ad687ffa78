"""What a person may demand: requests, withdrawal, export, erasure."""
