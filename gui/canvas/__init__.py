"""The picture of the network: blocks with live pictures, links between them, and every edit by hand."""
