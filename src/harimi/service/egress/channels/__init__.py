"""Ways by which people are told: LINE, Slack, Teams, Chatwork, ntfy, webhooks, and more through apprise.

Each kind is a file with the same names: `Settings`, `host`, `requests` and `heard`. All go through one gate (`sending`).
"""
