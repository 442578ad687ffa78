"""The service: Django apps in layers that import downwards only (see docs/architecture.md)."""
