"""Card payments by the provider's hosted page and from kept cards. What the provider says is asked for, never remembered from
what it told: so its events may come in any order and as often as they like.
"""
