"""Photographs: checked, stripped, cut, stored once, acknowledged when durable."""
