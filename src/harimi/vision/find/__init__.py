"""Where the display is in a photograph that nobody has described yet: a photograph in, proposals out, best first."""
