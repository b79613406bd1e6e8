"""Make two vaults agree without telling the store in between. Its errors are here; the rest comes with its own issue."""
