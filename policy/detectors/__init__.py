"""One file a tier of detection; each only ever adds spans."""
