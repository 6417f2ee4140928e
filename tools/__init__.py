"""What `./dev` runs: standard library only, so that it starts before anything is installed."""
