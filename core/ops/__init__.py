"""The one protocol of everything that computes, and how one of its numbers is accounted for."""
