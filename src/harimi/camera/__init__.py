"""What runs beside a camera: take, keep, send, obey. No Django, no networks of neurons, and little memory."""
