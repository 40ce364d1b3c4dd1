"""Laboratories: small windows about one idea each, which need no project."""
