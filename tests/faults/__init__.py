"""Faults below Python: each write, sync, rename and new folder fails, or ends the process, at a chosen place."""
