"""Readings where people already look: API clients, files, MQTT, webhooks."""
