"""Writing accepted changes into the files of a pack, so that only the lines meant change."""
