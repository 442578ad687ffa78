"""For all tests: hypothesis measures behaviour, not the speed of a busy machine."""

from hypothesis import settings

settings.register_profile("harimi", deadline=None)
settings.load_profile("harimi")
