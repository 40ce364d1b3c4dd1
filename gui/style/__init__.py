"""The look: colours, fonts, icons and the style sheet of each theme."""
