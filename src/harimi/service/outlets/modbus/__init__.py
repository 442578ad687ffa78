"""A Modbus TCP server for building management systems: each register is a block of words."""
