"""From a kernel's declaration to machine code: tensors, signatures, the compiler, its cache, the native loop."""
