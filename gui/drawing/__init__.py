"""What several rooms draw with: geometry, pens, pictures, plots, names and icons of blocks."""
