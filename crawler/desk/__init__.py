"""The review desk: the catalogue in a browser on this machine. Server-rendered, reads only, asks nothing of others."""
