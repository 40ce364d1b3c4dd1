"""The window around the network: bars, menus, pages, dialogs, files."""
