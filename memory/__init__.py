"""Keep and find: the encrypted store on the person's own device. It knows nothing of policy, sync, network or screens."""
