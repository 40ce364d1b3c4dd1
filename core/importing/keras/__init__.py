"""A network from Keras's JSON: names of classes and parameters are Keras's here, so they are read as they stand."""
