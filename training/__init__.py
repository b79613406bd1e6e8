"""How the tagger is made: invented texts with labels, training, calibration, export. `make train` runs it; keepmum never imports it."""
