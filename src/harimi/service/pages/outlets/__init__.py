"""Where readings go by themselves: outlets, as their owners see and set them up."""
