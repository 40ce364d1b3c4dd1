"""What the laboratories compute, one file each: pure numbers about one idea, for windows that need no project."""
