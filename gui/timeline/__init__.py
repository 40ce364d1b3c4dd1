"""The timeline under the canvas: kept moments, what happened at them, and going back."""
