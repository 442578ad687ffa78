"""The policy manifest, the gate, subjects, consents and stops, audit, recipients and provisions."""
