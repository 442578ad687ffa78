"""One reader per kind of display: a photograph and a display's place in, a `Sight` with distributions out."""
