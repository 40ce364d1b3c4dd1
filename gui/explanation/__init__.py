"""The explanation: a block opened in place of the network, and how one of its numbers comes about."""
