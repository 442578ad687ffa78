"""Figures about the use of the service (clause 2-3(1)): from devices, logs and anonymous ids, about nobody in particular."""
