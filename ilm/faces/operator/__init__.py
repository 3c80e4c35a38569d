"""The face of whoever runs an installation: the command `ilm`."""
