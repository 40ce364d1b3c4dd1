"""The canvas: blocks with live pictures, links between them, and editing by mouse and keyboard."""
