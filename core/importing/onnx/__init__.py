"""A network from an ONNX file: its nodes are found again in what the layers say they are in ONNX."""
