"""What touches the network, the clock or the command line."""
