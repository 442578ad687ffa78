"""What runs beside a camera: take, keep, send, obey. No Django, and no networks unless it reads on the edge."""
