"""A face's reference view is renewed by itself: what is learned of it, from which pictures, and who upholds it."""
