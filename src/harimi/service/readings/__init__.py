"""From capture to attempt to reading, and the usage between readings."""
