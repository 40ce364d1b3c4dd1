"""The one protocol of everything that computes, and accounts of how one of its numbers is computed."""
