"""The explanation page: a block opened in place of the network, with how one of its numbers is computed."""
