"""What is stored, in the forms that others read. Pure: records in, bytes out; no catalogue, no clock, no network."""
