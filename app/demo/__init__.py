"""The demo: an invented person, and the main job done on their files."""
