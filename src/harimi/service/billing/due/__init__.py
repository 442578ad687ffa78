"""What is due for a month: worked out from contract, prices, meters, cameras and readings as they are known now."""
