"""Sends to web addresses that customers give: nothing of ours, and nothing inside, can be reached that way."""
