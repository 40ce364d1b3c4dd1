"""The window as people see it who tell fewer colours apart."""
