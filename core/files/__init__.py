"""Files of users: reading and writing them safely, tables of text, IDX, archives. Knows no project."""
