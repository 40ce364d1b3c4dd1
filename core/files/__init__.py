"""Reading and writing users' files safely: tables of text, IDX, archives. Knows no project."""
